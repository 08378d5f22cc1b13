/**
 * Text → value, strictly. DuckDB's own casts are generous where a report must not be: '1.5' becomes the integer 2, '24-01-02'
 * the year 24, 'epoch' a date, and a naive timestamp drops the offset of '10:00+02:00'. These expressions refuse the first
 * three and take the fourth to UTC.
 */

/** A column as an extract holds it; `type` as DuckDB spells it: "DECIMAL(18,2)". */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** How a family of types reads text. All are SQL over trimmed, non-empty text. */
interface Reading {
  readonly value: (text: string, type: string) => string;
  readonly isBad: (text: string, type: string) => string;
  /** True for text in its plain form; cheap, so that nearly all rows need no other test. May be false for good text. */
  readonly isPlain: (text: string, type: string) => string;
}

const INTEGER: Reading = {
  value: tryCast,
  isBad: (text, type) =>
    `${tryCast(text, type)} is null or (regexp_matches(${text}, '[.eE]') and ${tryCast(text, 'decimal(38,9)')} is distinct from ${tryCast(text, type)})`,
  isPlain: (text, type) =>
    `not contains(${text}, '.') and not contains(${text}, 'e') and not contains(${text}, 'E') and ${tryCast(text, type)} is not null`,
};

const DATE: Reading = {
  value: tryCast,
  isBad: (text) =>
    `${tryCast(text, 'date')} is null or ${hasNoFullYear(text)} or (length(${text}) > 10 and ${tryCast(text, 'timestamp')}::time is distinct from time '00:00')`,
  isPlain: (text) => `${text} like '____-__-__' and ${tryCast(text, 'date')} is not null`,
};

const TIMESTAMP: Reading = {
  // By way of microseconds: `at time zone` asks ICU for every row and takes as long as reading the file.
  value: (text, type) => `cast(make_timestamp(epoch_us(${tryCast(text, 'timestamptz')})) as ${type})`,
  isBad: (text) => `${tryCast(text, 'timestamptz')} is null or ${hasNoFullYear(text)}`,
  isPlain: (text) => `${text} like '____-__-__%' and ${tryCast(text, 'timestamptz')} is not null`,
};

const INSTANT: Reading = { ...TIMESTAMP, value: tryCast };

const OTHER: Reading = {
  value: tryCast,
  isBad: (text, type) => `${tryCast(text, type)} is null`,
  isPlain: (text, type) => `${tryCast(text, type)} is not null`,
};

const READINGS: readonly (readonly [RegExp, Reading])[] = [
  [/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/, INTEGER],
  [/^DATE$/, DATE],
  [/^TIMESTAMP WITH TIME ZONE$/, INSTANT],
  [/^TIMESTAMP/, TIMESTAMP],
];

/** SQL for the column's value in `expression`, a text. Empty text is NULL for every type but text itself. */
export function valueSql(expression: string, type: string): string {
  return type === 'VARCHAR' ? expression : readingOf(type).value(trimmed(expression), type);
}

/** SQL that is true where `expression`, a text, cannot be read as the type, and false or NULL elsewhere. */
export function isBadSql(expression: string, type: string): string {
  if (type === 'VARCHAR') return 'false';
  const { isBad, isPlain } = readingOf(type);
  const text = trimmed(expression);
  return `(case when ${expression} is null or (${isPlain(expression, type)}) then false else ${text} is not null and (${isBad(text, type)}) end)`;
}

function readingOf(type: string): Reading {
  return READINGS.find(([pattern]) => pattern.test(type))?.[1] ?? OTHER;
}

function trimmed(expression: string): string {
  return `nullif(trim(${expression}), '')`;
}

function tryCast(text: string, type: string): string {
  return `try_cast(${text} as ${type})`;
}

/** True unless the text begins with four characters and a date's separator: "2024-…", "2024/…". */
function hasNoFullYear(text: string): string {
  return `substr(${text}, 5, 1) not in ('-', '/')`;
}
