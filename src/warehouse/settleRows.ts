import type { DuckDBConnection } from '@duckdb/node-api';
import type { ParquetWriter, RowLayer, SettledRows } from '../types.ts';
import { quoteName, quoteText } from './sqlName.ts';

type SettleRequest = Parameters<ParquetWriter['settle']>[0];

/** What DuckDB is made to say where a row is listed as present and held by no layer. */
const INCOMPLETE = 'a listed row was never brought';

/**
 * Implements `ParquetWriter.settle`. One sort on disk, whatever the number of layers, and then a look at each row's neighbours:
 * memory does not grow with the rows. The last step packs the rows into whole vectors: the bytes of a Parquet file depend on
 * how rows come in vectors, and thus, without it, on the layers.
 */
export async function settleRows(
  connection: DuckDBConnection,
  request: SettleRequest,
): Promise<SettledRows | 'incomplete'> {
  const rows = request.key.length > 0 ? keyedSql(request) : plainSql(request);
  try {
    const copied = await connection.runAndReadAll(
      `copy (with settled as materialized (${rows}) from settled) to ${quoteText(request.target)} (format parquet, compression zstd)`,
    );
    return { rows: Number(copied.getRows()[0]?.[0] ?? 0), ...(await cursorsOf(connection, request)) };
  } catch (error) {
    if (error instanceof Error && error.message.includes(INCOMPLETE)) return 'incomplete';
    throw error;
  }
}

/** The rows of the layers as they come; without an order of their own, by their values. */
function plainSql({ layers, columns, isOrdered }: SettleRequest): string {
  const names = Object.keys(columns).map(quoteName).join(', ');
  const [only] = layers;
  if (only === undefined) {
    const nulls = Object.entries(columns).map(([name, type]) => `null::${type} as ${quoteName(name)}`);
    return `select ${nulls.join(', ')} where false`;
  }
  const isWithin = (layer: RowLayer): string =>
    layer.where === undefined ? stretchSql(layer) : `${stretchSql(layer)} and ${isWanted(layer.where)}`;
  const partOf = (layer: RowLayer, more: string): string =>
    `select ${names}${more} from ${readSql(layer)} where ${isWithin(layer)}`;
  if (!isOrdered)
    return `select * from (${layers.map((layer) => partOf(layer, '')).join('\nunion all\n')}) order by all`;
  if (layers.length === 1) return partOf(only, '');
  const parts = layers.map((layer, index) => partOf(layer, `, ${arrivalSql(index)} as "#arrival"`));
  return `select ${names} from (${parts.join('\nunion all\n')}) order by "#arrival"`;
}

/** Where a row stands among all rows of all layers. DuckDB does not promise to read the parts of a union one after the other. */
function arrivalSql(layer: number): string {
  return `(${layer}::bigint << 40) + row_number() over ()`;
}

/**
 * All layers in one order: by key, then oldest version first, and at the end of each key whether it was listed as present. A
 * row stays where nothing newer of its key follows.
 */
function keyedSql({ layers, columns, key, version }: SettleRequest): string {
  const names = Object.keys(columns);
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
  return `
    select ${names.map(quoteName).join(', ')}
    from (
      select *, ${neighbours.join(', ')}, lead("#place") over () as "#next_place"
      from (
        select *
        from (${stacked})
        order by ${key.map(quoteName).join(', ')}, "#place", "#version" nulls first, "#arrival"))
    where case
      when "#place" = ${PRESENT} then case when ${isSame('former')} then false else error(${quoteText(INCOMPLETE)}) end
      when ${isSame('next')} and "#next_place" < ${PRESENT} then false
      else not "#is_gone" and ${isListed} end`;
}

/** Where a row stands among those of its key: versions, then deletions of whatever version, then the mark that it is there. */
const [VERSION, GONE, PRESENT] = [0, 1, 2];

interface Stack extends Pick<SettleRequest, 'columns' | 'key' | 'version'> {
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
  return `select ${[...values, ...marks].join(', ')} from ${readSql(layer)} where ${stretchSql(layer)} and ${condition}`;
}

function readSql({ parquet, stretch }: RowLayer): string {
  return `read_parquet(${quoteText(parquet)}${stretch === undefined ? '' : ', file_row_number=true'})`;
}

function stretchSql({ stretch }: RowLayer): string {
  return stretch === undefined ? 'true' : `file_row_number >= ${stretch.from} and file_row_number < ${stretch.to}`;
}

function isWanted({ column, equals }: NonNullable<RowLayer['where']>): string {
  return `${quoteName(column)}::varchar = ${quoteText(equals)}`;
}

async function cursorsOf(
  connection: DuckDBConnection,
  { cursor, target }: SettleRequest,
): Promise<Pick<SettledRows, 'minCursor' | 'maxCursor'>> {
  if (cursor === null) return { minCursor: null, maxCursor: null };
  const column = quoteName(cursor);
  const found = await connection.runAndReadAll(
    `select min(${column})::varchar, max(${column})::varchar from read_parquet(${quoteText(target)})`,
  );
  const [min, max] = found.getRows()[0] ?? [];
  return { minCursor: min == null ? null : String(min), maxCursor: max == null ? null : String(max) };
}
