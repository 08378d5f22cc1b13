import type { SourceTable } from '../../types.ts';
import type { SalesforceFields } from './object.ts';
import type { PlainSoql } from './plainSoql.ts';

/** Fields that Salesforce itself moves while the record's stamp stays. */
const MOVED = [
  ...['hasopenactivity', 'hasoverduetask', 'lastactivitydate', 'lastreferenceddate', 'lastvieweddate'],
  ...['fiscal', 'fiscalquarter', 'fiscalyear'],
];

/** Days that are others tomorrow: a record comes under such a condition, and leaves it, without being saved. */
const MOVING_DAY =
  /\b(?:TODAY|YESTERDAY|TOMORROW|N_\w+_AGO:\d+|(?:LAST|THIS|NEXT)_(?:WEEK|MONTH|QUARTER|YEAR|90_DAYS|FISCAL_QUARTER|FISCAL_YEAR|N_\w+:\d+))\b/i;

/**
 * Why a query's records may change while their SystemModstamp stays: fields of other records, formulas, a condition that looks at
 * other records or at today. Null where they cannot.
 */
export function unstampedChange(
  { fields, where }: PlainSoql,
  { table, described }: { readonly table: SourceTable; readonly described: SalesforceFields },
): string | null {
  const condition = (where ?? '').replaceAll(/'(?:[^'\\]|\\.)*'/gs, "''");
  const inCondition = condition.match(/[a-z]\w*(?:\.\w+)*/gi) ?? [];
  const selected = fields.split(',').map((field) => field.trim());
  const declared = new Set(Object.keys(table.columns).map((name) => name.toLowerCase()));
  const read = [...selected.filter((name) => declared.has(name.toLowerCase())), ...inCondition];
  const related = read.filter(isOfAnother);
  if (related.length > 0) return `${listOf(related)} belong to other records, which change without it`;
  const formulas = new Map([...described].map(([name, { isFormula }]) => [name.toLowerCase(), isFormula]));
  const calculated = read.filter((name) => formulas.get(name.toLowerCase()) === true);
  if (calculated.length > 0) return `${listOf(calculated)} are calculated whenever they are read`;
  const moved = read.filter((name) => MOVED.includes(name.toLowerCase()));
  if (moved.length > 0) return `Salesforce moves ${listOf(moved)} by itself`;
  if (/\bselect\b/i.test(condition)) return 'its condition asks for other records, which change without it';
  const day = MOVING_DAY.exec(condition)?.[0];
  return day === undefined ? null : `${day} in its condition is another day tomorrow`;
}

/** "Owner.Name" is; "Owner.Id" is the record's own OwnerId under another name. */
function isOfAnother(name: string): boolean {
  const parts = name.split('.');
  return parts.length > 2 || (parts.length === 2 && parts[1]?.toLowerCase() !== 'id');
}

function listOf(names: readonly string[]): string {
  return [...new Set(names)].map((name) => JSON.stringify(name)).join(', ');
}
