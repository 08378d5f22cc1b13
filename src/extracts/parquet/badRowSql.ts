import { quoteText } from '../../duckdb/sqlName.ts';
import { isBadSql, valueSql, type Writing, whyBadSql } from '../../formats/columnText.ts';
import type { Instant } from '../../types.ts';
import type { TypedColumns } from './typedRowsSql.ts';

/** What a row has to have beside values of their types. */
interface Wanted {
  readonly needed: readonly string[];
  readonly stamp?: string | undefined;
  readonly latest?: Instant | undefined;
}

function isTime(type: string): boolean {
  return type === 'DATE' || type.startsWith('TIMESTAMP');
}

/** A case of a row that says it is of a time that has not come. */
function aheadSql(
  value: string,
  {
    type,
    found,
    latest,
    shown,
  }: {
    readonly type: string;
    readonly found: string | undefined;
    readonly latest: Instant;
    readonly shown: (text: string, what: string) => string;
  },
): string {
  const time = found === type ? value : valueSql(value, type);
  const limit = `${quoteText(latest.slice(0, 19).replace('T', ' '))}::timestamp`;
  return `when try_cast(${time} as timestamp) > ${limit} then ${shown(`${value}::varchar`, "'lies in the future'")}`;
}

const SHORTENED = "'was shortened by a spreadsheet, and is its key'";

/** "1.23457E+12" stands for many numbers: as keys they would be one. */
function isShortened(text: string): string {
  return `(contains(${text}, 'E+') and regexp_full_match(${text}, '[0-9]([.][0-9]+)?E[+][0-9]{2,3}'))`;
}

/** SQL that names the first column of a row that is not of its type; NULL where all are. */
export function reasonSql(
  { names, types, needed, stamp, latest = '', isByHand }: TypedColumns & Writing & Wanted,
  found: readonly string[],
) {
  const cases = types.flatMap((type, index) => {
    const name = names[index] ?? '';
    const value = `v${index}`;
    const shown = (text: string, what: string) =>
      `'"' || left(${text}, 80) || '"' || ${quoteText(` in column "${name}" `)} || ${what}`;
    const isEmpty = type === 'VARCHAR' ? `${value} is null` : `nullif(trim(${value}::varchar), '') is null`;
    const reason = quoteText(`has no value in column "${name}", which is its key`);
    const isKey = needed.includes(name);
    const absent = isKey ? [`when ${isEmpty} then ${reason}`] : [];
    if (type === 'VARCHAR')
      return isKey ? [...absent, `when ${isShortened(value)} then ${shown(value, SHORTENED)}`] : [];
    const ahead = name === stamp && isTime(type) ? [aheadSql(value, { type, found: found[index], latest, shown })] : [];
    if (found[index] === type) return [...absent, ...ahead];
    const why = shown(value, whyBadSql(value, type, { isByHand }));
    return [...absent, `when ${isBadSql(value, type, { isByHand })} then ${why}`, ...ahead];
  });
  return cases.length === 0 ? 'null' : `(case ${cases.join(' ')} end)`;
}
