import { didYouMean } from '../lib/problem.ts';
import { durationHours } from '../schema/faults.ts';
import { asList } from '../schema/fields.ts';
import type { ContentFile } from './contentFile.ts';
import { hasOrder } from './duckdbType.ts';
import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';
import type { SourceFile, SourceTableFile } from './sourceSchema.ts';
import { checkName } from './unknownName.ts';
import { isEmptyMapping, valueAt } from './valueAt.ts';
import type { YamlFile } from './yamlFile.ts';

/** Holds sources against brands, and their tables' keys against their columns. */
export function checkSources(content: Content, problems: ProblemList): void {
  const { sources, names } = content;
  for (const source of sources) {
    const { known, yaml } = source;
    checkOwners(source, content, problems);
    for (const [index, brand] of (known.brands ?? []).entries())
      checkName({ what: 'brand', name: brand, known: names.brand, place: yaml.at(['brands', index]) }, problems);
    for (const [tableName, table] of Object.entries(known.tables ?? {}))
      checkTable({ tableName, table, yaml }, problems);
    if (known.tables !== undefined && Object.keys(known.tables).length === 0 && isEmptyMapping(yaml.raw['tables']))
      problems.add(yaml.at(['tables']), 'tables is empty.', 'A source needs at least one table.');
  }
}

function checkOwners({ name, yaml }: ContentFile<SourceFile>, { brands }: Content, problems: ProblemList): void {
  const isOwned = ['brands', 'brand_column'].some((key) => Object.hasOwn(yaml.raw, key));
  if (isOwned || brands.some(({ known }) => known.sources?.includes(name))) return;
  problems.add(
    yaml.at([]),
    'Nothing says whose data this is.',
    'Add "brands": a list; or "brand_column", where one source serves several.',
  );
}

function checkTable(
  { tableName, table, yaml }: { tableName: string; table: SourceTableFile; yaml: YamlFile },
  problems: ProblemList,
): void {
  const path = ['tables', tableName];
  // Those of a wrong type too: that was told.
  const columns = Object.keys(valueAt(yaml.raw, [...path, 'columns']) ?? {});
  const checkColumn = (column: string, keyPath: readonly PropertyKey[]) => {
    if (columns.includes(column) || table.columns === undefined) return;
    problems.add(
      yaml.at([...path, ...keyPath]),
      `"${column}" is not among the columns of "${tableName}".`,
      didYouMean(column, columns),
    );
  };
  if (columns.length === 0)
    problems.add(yaml.at([...path, 'columns']), `"${tableName}" has no columns.`, 'Add each with its type.');
  for (const [index, column] of asList(table.key).entries())
    checkColumn(column, Array.isArray(table.key) ? ['key', index] : ['key']);
  if (table.cursor !== undefined) checkColumn(table.cursor, ['cursor']);
  checkCursor({ tableName, table, yaml }, problems);
  for (const [index, column] of columns.entries()) {
    const twin = columns.slice(0, index).find((other) => other.toLowerCase() === column.toLowerCase());
    if (twin !== undefined)
      problems.add(
        yaml.at([...path, 'columns', column], 'key'),
        `"${column}" and "${twin}" are one column to SQL.`,
        'Keep one of the two.',
      );
  }
  checkFreshness({ tableName, table, yaml }, problems);
  checkDuckdbTable(tableName, yaml, problems);
}

/** "10" comes before "9" as a text, and "31.12.2025" after "30.11.2026": the highest of texts is not the newest row. */
function checkCursor(
  { tableName, table, yaml }: { tableName: string; table: SourceTableFile; yaml: YamlFile },
  problems: ProblemList,
): void {
  const type = valueAt(yaml.raw, ['tables', tableName, 'columns', table.cursor ?? '']);
  if (typeof type !== 'string' || hasOrder(type)) return;
  problems.add(
    yaml.at(['tables', tableName, 'cursor']),
    `The cursor "${table.cursor}" is a ${type}, whose highest value is not the newest.`,
    'Declare it as what it is: a timestamp, a date or a number; or leave `cursor` out.',
  );
}

/** A DuckDB file holds many tables. */
function checkDuckdbTable(tableName: string, yaml: YamlFile, problems: ProblemList): void {
  const path = ['tables', tableName];
  const given = (key: string): unknown => valueAt(yaml.raw, [...path, key]);
  const files = [given('files')].flat().map(String);
  const isDuckdb =
    given('format') === 'duckdb' ||
    (given('format') === undefined && files.some((file) => /\.(duckdb|db)$/.test(file)));
  if (!isDuckdb || given('table') !== undefined) return;
  const message = `Nothing says which table of the DuckDB file "${tableName}" is.`;
  problems.add(yaml.at(path, 'key'), message, 'Add `table`, the name of a table or view in it.');
}

function checkFreshness(
  { tableName, table, yaml }: { tableName: string; table: SourceTableFile; yaml: YamlFile },
  problems: ProblemList,
): void {
  if (table.freshness === undefined) return;
  const place = yaml.at(['tables', tableName, 'freshness']);
  const { warn, error } = table.freshness;
  if (warn === undefined && error === undefined)
    problems.add(place, 'freshness is empty.', 'Add warn or error: {warn: 36h, error: 3d}.');
  if (warn !== undefined && error !== undefined && durationHours(warn) > durationHours(error))
    problems.add(
      place,
      `freshness warns after ${warn}, which is later than its error after ${error}.`,
      'Make warn the shorter one.',
    );
}
