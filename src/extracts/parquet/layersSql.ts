import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import type { ParquetWriter, RowLayer } from '../../types.ts';

type MergeRequest = Parameters<ParquetWriter['merge']>[0];

/** What DuckDB is made to say where a row is listed as present and held by no layer. */
export const INCOMPLETE = 'a listed row was never brought';

/** How layers lead to rows: their own rows, the order that these are put in (null: they come in it), and what is taken of them then. */
export interface LayersPlan {
  readonly rows: string;
  readonly order: string | null;
  readonly of: (sorted: string) => string;
}

export function layersPlan(request: MergeRequest): LayersPlan {
  const { layers, columns, key, isOrdered } = request;
  const all = (sorted: string): string => sorted;
  if (layers.length === 0) {
    const nulls = Object.entries(columns).map(([name, type]) => `null::${type} as ${quoteName(name)}`);
    return { rows: `select ${nulls.join(', ')} where false`, order: null, of: all };
  }
  if (key.length > 0) return keyedPlan(request);
  if (isOrdered) return { rows: asTheyComeSql(request), order: null, of: all };
  return { rows: unorderedSql(request), order: Object.keys(columns).map(quoteName).join(', '), of: all };
}

function unorderedSql({ layers, columns }: MergeRequest): string {
  const names = Object.keys(columns).map(quoteName).join(', ');
  const parts = layers.map((layer) => `select ${names} from ${readSql(layer)} where ${isWithin(layer)}`);
  return parts.join('\nunion all\n');
}

/** One after the other, by one scan of all their files: DuckDB keeps the order of files, and promises none for a union. */
function asTheyComeSql({ layers, columns }: MergeRequest): string {
  const names = Object.keys(columns).map(quoteName).join(', ');
  const [only] = layers;
  if (only !== undefined && layers.length === 1) return `select ${names} from ${readSql(only)} where ${isWithin(only)}`;
  const paths = layers.map(({ parquet }) => quoteText(parquet)).join(', ');
  const cases = layers.map((layer, index) => `when ${index} then ${isWithin(layer)}`);
  return `select ${names} from read_parquet([${paths}], union_by_name=true, file_row_number=true)
    where case file_index ${cases.join('\n')} end`;
}

function isWithin(layer: RowLayer): string {
  return layer.where === undefined ? rowRangeSql(layer) : `${rowRangeSql(layer)} and ${isWanted(layer.where)}`;
}

/** Where a row stands among all rows of all layers. */
function arrivalSql(layer: number): string {
  return `(${layer}::bigint << 40) + file_row_number`;
}

/**
 * All layers in one order: by key, then oldest version first, and at the end of each key whether it was listed as present. A
 * row stays where nothing newer of its key follows.
 */
function keyedPlan({ layers, columns, key, version }: MergeRequest): LayersPlan {
  const names = Object.keys(columns).map(quoteName).join(', ');
  const stacked = layers
    .map((layer, index) => stackedSql(layer, { columns, key, version, index }))
    .join('\nunion all\n');
  const isSame = (side: 'next' | 'former'): string =>
    key.map((name, index) => `"#${side}_${index}" is not distinct from ${quoteName(name)}`).join(' and ');
  const neighbours = key.flatMap((name, index) => [
    `lead(${quoteName(name)}) over () as "#next_${index}"`,
    `lag(${quoteName(name)}) over () as "#former_${index}"`,
  ]);
  const isListed = layers.some(({ holds }) => holds === 'present') ? isSame('next') : 'true';
  return {
    rows: stacked,
    order: [...key.map(quoteName), '"#place"', '"#version" nulls first', '"#arrival"'].join(', '),
    of: (sorted) => `
      select ${names}
      from (select *, ${neighbours.join(', ')}, lead("#place") over () as "#next_place" from (${sorted}))
      where case
        when "#place" = ${PRESENT} then case when ${isSame('former')} then false else error(${quoteText(INCOMPLETE)}) end
        when ${isSame('next')} and "#next_place" < ${PRESENT} then false
        else not "#is_gone" and ${isListed} end`,
  };
}

/** Where a row stands among those of its key: versions, then deletions of whatever version, then the mark that it is there. */
const [VERSION, GONE, PRESENT] = [0, 1, 2];

interface Stack extends Pick<MergeRequest, 'columns' | 'key' | 'version'> {
  readonly index: number;
}

function stackedSql(layer: RowLayer, { columns, key, version, index }: Stack): string {
  const { holds, where } = layer;
  const keyAndVersion = version === null ? key : [...key, version];
  const held = { rows: Object.keys(columns), deletions: keyAndVersion, present: key }[holds];
  const values = Object.entries(columns).map(([name, type]) => {
    const value = held.includes(name) ? quoteName(name) : 'null';
    return `${value}::${type} as ${quoteName(name)}`;
  });
  const hasVersion = version !== null && held.includes(version);
  const versionType = version === null ? 'integer' : columns[version];
  const place = {
    rows: String(VERSION),
    deletions:
      version === null ? String(GONE) : `case when ${quoteName(version)} is null then ${GONE} else ${VERSION} end`,
    present: String(PRESENT),
  }[holds];
  const isGone = holds === 'deletions' ? 'true' : where === undefined ? 'false' : `(${isWanted(where)}) is not true`;
  const condition = holds === 'present' && where !== undefined ? isWanted(where) : 'true';
  const marks = [
    `${hasVersion ? quoteName(version) : 'null'}::${versionType} as "#version"`,
    `${place} as "#place"`,
    `${isGone} as "#is_gone"`,
    `${arrivalSql(index)} as "#arrival"`,
  ];
  return `select ${[...values, ...marks].join(', ')} from ${readSql(layer)} where ${rowRangeSql(layer)} and ${condition}`;
}

function readSql({ parquet }: RowLayer): string {
  return `read_parquet(${quoteText(parquet)}, file_row_number=true)`;
}

function rowRangeSql({ rowRange }: RowLayer): string {
  return rowRange === undefined ? 'true' : `file_row_number >= ${rowRange.from} and file_row_number < ${rowRange.to}`;
}

function isWanted({ column, equals }: NonNullable<RowLayer['where']>): string {
  return `${quoteName(column)}::varchar = ${quoteText(equals)}`;
}
