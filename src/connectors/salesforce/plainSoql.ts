/** A SOQL query that selects rows of one object, each by itself. */
export interface PlainSoql {
  readonly fields: string;
  readonly object: string;
  /** Its condition; null where it takes every row. */
  readonly where: string | null;
}

const PLAIN = /^\s*select\s+(?<fields>[\w.,\s]+?)\s+from\s+(?<object>\w+)\s*(?:\swhere\s(?<where>.+?)\s*)?$/dis;
const MORE =
  /\b(group\s+by|having|order\s+by|limit|offset|with|using|for\s+(view|reference|update)|all\s+rows|update)\b/i;

/**
 * The parts of a query that further conditions can be put to; undefined where it groups, sorts, limits, or calls functions: what
 * has changed of it cannot be asked for by itself.
 */
export function plainSoql(text: string): PlainSoql | undefined {
  // Words within quotation marks are no keywords; each character keeps its place.
  const bare = text.replaceAll(/'(?:[^'\\]|\\.)*'/gs, (quoted) => '_'.repeat(quoted.length));
  const { fields, object, where } = PLAIN.exec(bare)?.indices?.groups ?? {};
  if (fields === undefined || object === undefined || MORE.test(bare)) return undefined;
  const piece = ([from, to]: readonly [number, number]): string => text.slice(from, to).trim();
  return { fields: piece(fields), object: piece(object), where: where === undefined ? null : piece(where) };
}

/** A query of the same rows that meet one more condition. */
export function withCondition({ fields, object, where }: PlainSoql, condition: string): string {
  const all = where === null ? condition : `(${where}) AND ${condition}`;
  return `SELECT ${fields} FROM ${object} WHERE ${all}`;
}
