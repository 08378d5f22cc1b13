import { asList } from '../schema/fields.ts';
import type { DataTest, Place } from '../types.ts';
import type { ContentFile } from './contentFile.ts';
import type { ColumnNotes, MartFile } from './martSchema.ts';

/** A condition that a column's notes may make: its rule in words, and the SQL of the rows that break it. */
interface ColumnRule {
  readonly says: (column: string, notes: ColumnNotes) => string | undefined;
  readonly breaks: (about: { readonly mart: string; readonly column: string; readonly notes: ColumnNotes }) => string;
}

const where = (condition: (column: string, notes: ColumnNotes) => string): ColumnRule['breaks'] => {
  return ({ mart, column, notes }) => `select * from ${quoted(mart)} where ${condition(quoted(column), notes)}`;
};

/** The data tests that a column's notes can declare; a new one is one entry. */
const rules: readonly ColumnRule[] = [
  {
    says: (column, { unique }) => (unique === true ? `${column} is unique` : undefined),
    breaks: ({ mart, column }) => repeatsSql(mart, [column]),
  },
  {
    says: (column, { not_null }) => (not_null === true ? `${column} is never missing` : undefined),
    breaks: where((column) => `${column} is null`),
  },
  {
    says: (column, { values }) => values && `${column} is one of ${allowed(values).join(', ')}`,
    breaks: where(
      (column, { values = [] }) => `${column}::varchar not in (${allowed(values).map(literal).join(', ')})`,
    ),
  },
  {
    says: (column, { references }) => references && `${column} is in ${references}`,
    breaks: ({ mart, column, notes }) => orphansSql(mart, column, notes.references ?? ''),
  },
  {
    says: (column, { at_least }) => (at_least === undefined ? undefined : `${column} is at least ${at_least}`),
    breaks: where((column, { at_least }) => `${column} < ${at_least}`),
  },
  {
    says: (column, { at_most }) => (at_most === undefined ? undefined : `${column} is at most ${at_most}`),
    breaks: where((column, { at_most }) => `${column} > ${at_most}`),
  },
];

/** The data tests that a mart's YAML declares, named "<mart>: <test>", each a query for the rows that break it. */
export function declaredDataTests({ name: mart, yaml, whole }: ContentFile<MartFile>): readonly DataTest[] {
  if (whole === undefined) return [];
  const { columns = {} } = whole;
  const dataTest = (says: string, sql: string, place: Place, severity: DataTest['severity']): DataTest => {
    const name = `${mart}: ${says}`;
    return { name, model: mart, description: name, sql, severity, place, parts: [] };
  };
  const key = asList(whole.key);
  const ofKey =
    key.length === 0
      ? []
      : [
          dataTest(
            `${key.join(', ')} ${key.length === 1 ? 'is' : 'are together'} unique`,
            repeatsSql(mart, key),
            yaml.at(['key']),
            'error',
          ),
        ];
  const ofColumns = Object.entries(columns).flatMap(([column, notes]) => {
    if (typeof notes === 'string') return [];
    const place = yaml.at(['columns', column], 'key');
    return rules.flatMap(({ says, breaks }) => {
      const words = says(column, notes);
      return words === undefined
        ? []
        : [dataTest(words, breaks({ mart, column, notes }), place, notes.severity ?? 'error')];
    });
  });
  return [...ofKey, ...ofColumns];
}

/** Values that are there more than once, and rows that have no key at all. */
function repeatsSql(mart: string, key: readonly string[]): string {
  const names = key.map(quoted).join(', ');
  const none = key.map((column) => `${quoted(column)} is null`).join(' and ');
  return `select ${names}, count(*) as "rows" from ${quoted(mart)} group by ${names} having count(*) > 1 or (${none})`;
}

/** A brand without the data that is referred to has nothing to look its values up in. */
function orphansSql(mart: string, column: string, reference: string): string {
  const [other = '', otherColumn = ''] = reference.split('.').map(quoted);
  const own = `from ${quoted(mart)} anti join ${other} on ${quoted(mart)}.${quoted(column)} = ${other}.${otherColumn}`;
  return `select * ${own} where ${quoted(column)} is not null and exists (from ${other})`;
}

function allowed(values: NonNullable<ColumnNotes['values']>): readonly (string | number | boolean)[] {
  return Array.isArray(values) ? values : Object.keys(values);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string | number | boolean): string {
  return `'${String(value).replaceAll("'", "''")}'`;
}
