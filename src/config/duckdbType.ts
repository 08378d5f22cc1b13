import { didYouMean } from '../lib/problem.ts';
import type { Fault } from '../schema/names.ts';

const typeNames = [
  ...[
    'bigint',
    'int8',
    'long',
    'integer',
    'int',
    'int4',
    'signed',
    'smallint',
    'int2',
    'short',
    'tinyint',
    'int1',
    'hugeint',
  ],
  ...['ubigint', 'uinteger', 'usmallint', 'utinyint', 'uhugeint'],
  ...['double', 'float8', 'float', 'float4', 'real', 'decimal', 'numeric'],
  ...['varchar', 'char', 'bpchar', 'text', 'string', 'boolean', 'bool', 'logical', 'uuid', 'json'],
  ...['blob', 'bytea', 'binary', 'varbinary', 'bit', 'bitstring'],
  ...['date', 'time', 'timestamp', 'datetime', 'timestamp_s', 'timestamp_ms', 'timestamp_us', 'timestamp_ns'],
  ...['timestamptz', 'timestamp with time zone', 'timetz', 'time with time zone', 'interval'],
];

/** What is wrong with the name of a DuckDB column type: a quick look; DuckDB itself has the last word. */
export function columnTypeFault(type: string): Fault | undefined {
  const message = `There is no column type "${type}".`;
  const decimal = /^(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/i.exec(element(type));
  if (decimal !== null) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2] ?? 0)];
    if (precision >= 1 && precision <= 38 && scale <= precision) return undefined;
    return { message, hint: 'A decimal has 1 to 38 digits, at most all of them after the point: decimal(18,2).' };
  }
  // {amount: decimal(18,2)} is two entries to YAML: "amount: decimal(18" and "2)".
  if (/^(decimal|numeric)\s*\(\s*\d+$/i.test(type)) return { message, hint: `Put it in quotes: "${type},2)".` };
  const name = element(type)
    .toLowerCase()
    .replace(/\s*\(\s*\d+\s*\)$/, '');
  const isSized = name !== element(type).toLowerCase();
  if (isSized && !['varchar', 'char', 'bpchar', 'text', 'string'].includes(name))
    return { message, hint: didYouMean(name, [name]) };
  if (typeNames.includes(name) || /^(struct|map|enum|union)\s*\(.+\)$/.test(element(type).toLowerCase()))
    return undefined;
  const near = didYouMean(name, typeNames);
  return {
    message,
    hint: near.startsWith('Did')
      ? near
      : 'Write a type of DuckDB, such as varchar, bigint, decimal(18,2), date or timestamp.',
  };
}

/** What is wrong with a type of an extract's column: it has to stand in a Parquet file too. */
export function extractTypeFault(type: string): Fault | undefined {
  if (!/^u?hugeint$/i.test(element(type))) return columnTypeFault(type);
  return {
    message: `A column of an extract cannot be a ${element(type).toLowerCase()}: a Parquet file would round it.`,
    hint: 'Write "decimal(38,0)", or varchar where there are more than 38 digits.',
  };
}

const ORDERED =
  /^(u?(tiny|small|big|huge)?int(eger)?|int[1248]|long|short|signed|double|float[48]?|real|(decimal|numeric)\b.*|date|datetime|timestamp.*)$/i;

/** Whether the highest value of a type is the newest or the last: of times, days and numbers. */
export function hasOrder(type: string): boolean {
  return ORDERED.test(type.trim()) && element(type) === type.trim();
}

/** "varchar[][3]" → "varchar". */
function element(type: string): string {
  return type.trim().replace(/(\s*\[\d*\])+$/, '');
}
