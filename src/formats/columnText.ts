/**
 * Text → value, strictly. DuckDB's own casts are generous where a report must not be: '1.5' becomes the integer 2, '1.234' the
 * amount 1.23, '1_0' the number 10, '24-01-02' the year 24, 'epoch' a date, and a naive timestamp drops the offset of
 * '10:00+02:00'. These expressions refuse all but the last, and take that to UTC.
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
  /** What bad text is, a text itself; that it is not of the type where absent. */
  readonly why?: (text: string, type: string) => string;
}

const INTEGER: Reading = {
  value: tryCast,
  // An exponent is how spreadsheets write a number whose last digits they have dropped.
  isBad: (text, type) => `${tryCast(text, type)} is null or not regexp_full_match(${text}, '[+-]?[0-9]+([.]0*)?')`,
  isPlain: (text, type) => `${tryCast(text, type)}::varchar = ${text}`,
};

const DECIMAL: Reading = {
  // DuckDB reads '5e-17' as 0.01.
  value: (text, type) =>
    `case when contains(${text}, 'e') or contains(${text}, 'E') then try_cast(${tryCast(text, 'double')} as ${type}) else ${tryCast(text, type)} end`,
  isBad: (text, type) => `${isNoDecimal(text, type)} or ${hasMoreDecimals(text, type)}`,
  isPlain: (text, type) =>
    `(strlen(${text}) - instr(${text}, '.') <= ${scaleOf(type)} or not contains(${text}, '.')) and not contains(${text}, 'e') and not contains(${text}, 'E') and not contains(${text}, '_') and ${tryCast(text, type)} is not null`,
  why: (text, type) => {
    const name = type.toLowerCase();
    return `case when ${isNoDecimal(text, type)} then 'is not of type ${name}' else 'has more decimals than ${name} holds' end`;
  },
};

/** "NaN" and "inf" are values of these types; what is too large for them is not. */
const DOUBLE: Reading = {
  value: tryCast,
  isBad: (text, type) =>
    `${tryCast(text, type)} is null or contains(${text}, '_') or (isinf(${tryCast(text, type)}) and regexp_matches(${text}, '[0-9]'))`,
  isPlain: (text, type) => `not contains(${text}, '_') and isfinite(${tryCast(text, type)})`,
};

const DATE: Reading = {
  value: tryCast,
  isBad: (text) =>
    `${tryCast(text, 'date')} is null or ${hasNoFullYear(text)} or (length(${text}) > 10 and ${tryCast(text, 'timestamp')} is distinct from ${tryCast(text, 'date')}::timestamp)`,
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
  [/^DECIMAL/, DECIMAL],
  [/^(DOUBLE|FLOAT)$/, DOUBLE],
  [/^DATE$/, DATE],
  [/^TIMESTAMP WITH TIME ZONE$/, INSTANT],
  [/^TIMESTAMP/, TIMESTAMP],
];

/** SQL for the column's value in `expression`, a text. Empty text is NULL for every type but text itself. */
export function valueSql(expression: string, type: string): string {
  return type === 'VARCHAR' ? expression : readingOf(type).value(trimmed(expression), type);
}

/** How a text came to be: what people write by hand has more than one meaning. */
export interface Writing {
  readonly isByHand: boolean;
}

/** SQL that is true where `expression`, a text, cannot be read as the type, and false or NULL elsewhere. */
export function isBadSql(expression: string, type: string, { isByHand }: Writing): string {
  if (type === 'VARCHAR') return 'false';
  const { isBad, isPlain } = readingOf(type);
  const text = trimmed(expression);
  const grouped = isByHand && canBeGrouped(type) ? `${isGrouped(text)} or ` : '';
  return `(case when ${expression} is null or (${isPlain(expression, type)}) then false else ${text} is not null and (${grouped}${isBad(text, type)}) end)`;
}

/** SQL that says what bad text is, for a person: "is not of type date". */
export function whyBadSql(expression: string, type: string, { isByHand }: Writing): string {
  const text = trimmed(expression);
  const why = readingOf(type).why?.(text, type) ?? `'is not of type ${type.toLowerCase()}'`;
  const grouped = `case when ${isGrouped(text)} then ', or has points that part thousands' else '' end`;
  return isByHand && canBeGrouped(type) ? `${why} || ${grouped}` : why;
}

/** "1.000", "12.345.678": a thousand to some, one to others. */
function isGrouped(text: string): string {
  return `regexp_full_match(${text}, '[+-]?[1-9][0-9]{0,2}([.][0-9]{3})+')`;
}

/** Where three decimals are declared, a point and three digits are just that. */
function canBeGrouped(type: string): boolean {
  const reading = readingOf(type);
  return reading === INTEGER || (reading === DECIMAL && scaleOf(type) < 3);
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

function scaleOf(type: string): number {
  return Number(/,(\d+)\)/.exec(type)?.[1] ?? 0);
}

function isNoDecimal(text: string, type: string): string {
  return `(${tryCast(text, type)} is null or contains(${text}, '_') or regexp_matches(${text}, '[eE][+]?[0-9]'))`;
}

/**
 * To round an amount is to change it. What is rounded all the same is the noise of binary fractions (12.340000000000001): less than
 * a millionth of the last decimal that is kept, or than a millionth of a millionth of the number.
 */
function hasMoreDecimals(text: string, type: string): string {
  const scale = scaleOf(type);
  const number = tryCast(text, 'double');
  const kept = `${DECIMAL.value(text, type)}::double`;
  return `(abs(${number} - ${kept}) > greatest(1e-${scale + 6}, 1e-12 * abs(${number})))`;
}

/** True unless the text begins with four characters and a date's separator: "2024-…", "2024/…". */
function hasNoFullYear(text: string): string {
  return `substr(${text}, 5, 1) not in ('-', '/')`;
}
