import type { Where } from '../types.ts';
import { quoteName, quoteText } from './quoteSql.ts';

/** A condition per dimension on a mart's rows, as SQL. What nobody stated is none of the values that are left out, unless it is named. */
export function whereConditions(where: Where): readonly string[] {
  return Object.entries(where).map(([dimension, { isNot, values }]) => {
    const column = quoteName(dimension);
    const named = values.filter((value) => value !== null).map(quoteText);
    const isOfNone = values.includes(null);
    const isNamed = named.length === 0 ? [] : [`cast(${column} as varchar) in (${named.join(', ')})`];
    const isOne = [...isNamed, ...(isOfNone ? [`${column} is null`] : [])].join(' or ');
    if (!isNot) return `(${isOne})`;
    return isOfNone || named.length === 0 ? `not (${isOne})` : `(${column} is null or not ${isNamed.join('')})`;
  });
}
