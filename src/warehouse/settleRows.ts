import type { DuckDBConnection } from '@duckdb/node-api';
import type { ParquetWriter, RowLayer, SettledRows } from '../types.ts';
import { quoteName, quoteText } from './sqlName.ts';

type SettleRequest = Parameters<ParquetWriter['settle']>[0];

/** What DuckDB is made to say where a row is listed as present and held by no layer. */
const INCOMPLETE = 'a listed row was never brought';

/**
 * Implements `ParquetWriter.settle`. One sort on disk, whatever the number of layers, and then a look at each row's neighbours:
 * memory does not grow with the rows. The last step packs the rows into whole vectors, on which alone the bytes of a Parquet
 * file then depend.
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
  const parts = layers.map((layer) => {
    const conditions = [stretchSql(layer), ...(layer.where === undefined ? [] : [isWanted(layer.where)])];
    return `select ${names} from ${readSql(layer)} where ${conditions.join(' and ')}`;
  });
  const all = parts.join('\nunion all\n');
  return isOrdered ? all : `select * from (${all}) order by all`;
}

/**
 * All layers in one order: by key, then oldest version first, and at the end of each key whether it was listed as present. A
 * row stays where nothing newer of its key follows.
 */
function keyedSql({ layers, columns, key, version }: SettleRequest): string {
  const names = Object.keys(columns);
  const stacked = layers.map((layer) => stackedSql(layer, { columns, key, version })).join('\nunion all\n');
  const isSame = (side: 'next' | 'former'): string =>
    key.map((name, index) => `"#${side}_${index}" is not distinct from ${quoteName(name)}`).join(' and ');
  const neighbours = key.flatMap((name, index) => [
    `lead(${quoteName(name)}) over () as "#next_${index}"`,
    `lag(${quoteName(name)}) over () as "#former_${index}"`,
  ]);
  const isListed = layers.some(({ holds }) => holds === 'present') ? `${isSame('next')}` : 'true';
  return `
    select ${names.map(quoteName).join(', ')}
    from (
      select *, ${neighbours.join(', ')}, lead("#place") over () as "#next_place"
      from (
        select *
        from (select *, row_number() over () as "#arrival" from (${stacked}))
        order by ${key.map(quoteName).join(', ')}, "#place", "#version" nulls first, "#arrival"))
    where case
      when "#place" = ${PRESENT} then case when ${isSame('former')} then false else error(${quoteText(INCOMPLETE)}) end
      when ${isSame('next')} and "#next_place" < ${PRESENT} then false
      else not "#is_gone" and ${isListed} end`;
}

/** Where a row stands among those of its key: versions, then deletions of whatever version, then the mark that it is there. */
const [VERSION, GONE, PRESENT] = [0, 1, 2];

function stackedSql(
  layer: RowLayer,
  { columns, key, version }: Pick<SettleRequest, 'columns' | 'key' | 'version'>,
): string {
  const { holds, where } = layer;
  const held =
    holds === 'rows'
      ? Object.keys(columns)
      : holds === 'present'
        ? key
        : [...key, ...(version === null ? [] : [version])];
  const values = Object.entries(columns).map(([name, type]) =>
    held.includes(name) ? `${quoteName(name)}::${type} as ${quoteName(name)}` : `null::${type} as ${quoteName(name)}`,
  );
  const versionSql = version !== null && held.includes(version) ? quoteName(version) : 'null';
  const place = {
    rows: `${VERSION}`,
    deletions:
      version === null ? `${GONE}` : `case when ${quoteName(version)} is null then ${GONE} else ${VERSION} end`,
    present: `${PRESENT}`,
  }[holds];
  const isGone = holds === 'deletions' ? 'true' : where === undefined ? 'false' : `(${isWanted(where)}) is not true`;
  const condition = holds === 'present' && where !== undefined ? isWanted(where) : 'true';
  const versionType = version === null ? 'integer' : columns[version];
  return `select ${values.join(', ')}, ${versionSql}::${versionType} as "#version", ${place} as "#place", ${isGone} as "#is_gone"
    from ${readSql(layer)} where ${stretchSql(layer)} and ${condition}`;
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
