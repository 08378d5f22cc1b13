import type { DuckDBConnection } from '@duckdb/node-api';
import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { RejectedRow, StagedFile } from '../types.ts';

/** More bad rows than this in one file are not set aside one by one: something is wrong with the file itself. */
export const MOST_REJECTED = 10_000;

/** How a file's rows are read. */
export interface Scan {
  readonly path: string;
  /** Equal where files can be read as one. */
  readonly layout: string;
  /** A select, of files of this layout in their order, of the wanted columns in order, as v0, v1, …, and of `file_index`, from 0. */
  readonly sql: (paths: readonly string[]) => string;
}

/** A staged file as DuckDB reads it. */
export interface StagedRelation {
  readonly scan: Scan;
  /** DuckDB type per wanted column as it stands in `scan`: VARCHAR, or the type that it is to have already. */
  readonly types: readonly string[];
  /** Names of all columns that the file has, as far as they were looked at. */
  readonly found: readonly string[];
  /** The types of these, as DuckDB spells them, where the file says. */
  readonly foundTypes?: Readonly<Record<string, string>>;
  /** SQL over v0, v1, … that says why a row is bad; NULL where it is not. */
  readonly reasonSql: string;
  /** Reads the file through for its bad rows, which costs more than to load it: asked only where loading it failed. */
  readonly inspect: () => Promise<Inspected>;
}

export interface Inspected {
  /** As the relation's, or the same of a mended copy. */
  readonly scan: Scan;
  readonly rejected: readonly RejectedRow[];
}

export interface OpenRequest {
  readonly connection: DuckDBConnection;
  /** Names of the columns to read. */
  readonly wanted: readonly string[];
  /** The type that each wanted column is to have. */
  readonly types: readonly string[];
  /** SQL over v0, v1, … of these types that says why a row is bad. `isTyped` where their text is a program's. */
  readonly reasonSql: (types: readonly string[], isTyped?: boolean) => string;
  /** What bad rows are told apart by: the place of the column among the wanted ones, and the values that are known. */
  readonly whose?: Whose | undefined;
  /** A file name in the temporary folder that nobody else uses. */
  readonly scratchFile: () => string;
}

export interface Whose {
  readonly index: number;
  readonly values: readonly string[];
}

/** What a row has that cannot be split: the one value of all that are known that is among its pieces. */
export function whoseAmong(pieces: readonly string[], whose: Whose | undefined): Pick<RejectedRow, 'whose'> {
  const found = whose?.values.filter((value) => pieces.includes(value)) ?? [];
  return found.length === 1 ? { whose: found[0] ?? null } : {};
}

/** A record that the casts refuse, counted from 1 among the records that the reader passes on. */
export interface BadRecord {
  readonly record: number;
  readonly reason: string;
  readonly whose: string | null;
}

/** Reads a relation through and returns the records that are bad, at most one more than `MOST_REJECTED`. */
export async function badRecords(
  connection: DuckDBConnection,
  { scan, reasonSql, whose }: Pick<StagedRelation, 'scan' | 'reasonSql'> & Pick<OpenRequest, 'whose'>,
): Promise<readonly BadRecord[]> {
  const found = await connection.runAndReadAll(`
    select record::double, reason, whose
    from (
      select row_number() over () as record, ${reasonSql} as reason, ${whose === undefined ? 'null' : `v${whose.index}`}::varchar as whose
      from (${scan.sql([scan.path])}))
    where reason is not null
    limit ${MOST_REJECTED + 1}`);
  return found.getRows().map(([record, reason, whose]) => ({
    record: Number(record),
    reason: String(reason),
    whose: whose === null ? null : String(whose),
  }));
}

/**
 * Where each wanted column stands among those that a file has, from 0; columns that nobody wants are passed over.
 * Throws a ProblemsError that names every missing column and every wanted one that is there twice.
 */
export function columnPositions(
  wanted: readonly string[],
  found: readonly string[],
  file: Pick<StagedFile, 'label'>,
): readonly number[] {
  const missing = wanted.filter((name) => !found.includes(name));
  const twice = wanted.filter((name) => found.indexOf(name) !== found.lastIndexOf(name));
  const problems = [
    ...missing.map((name) => ({
      message: `There is no column "${name}".`,
      hint:
        didYouMean(name, found.filter((other) => !wanted.includes(other)).map(visible)) ||
        `It has: ${found.map((other) => JSON.stringify(visible(clip(other, 60)))).join(', ')}.`,
    })),
    ...twice.map((name) => ({ message: `The column "${name}" is there twice.`, hint: 'Rename one of them.' })),
  ];
  if (problems.length > 0) throw new ProblemsError(problems.map((problem) => ({ file: file.label, ...problem })));
  return wanted.map((name) => found.indexOf(name));
}

/** A name with the characters that nobody sees written out: "\\uFEFFid". */
function visible(name: string): string {
  return name.replaceAll(
    /[\p{Cc}\p{Cf}]|(?! )\p{Zs}/gu,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** A text cut to what a message or a manifest can hold. */
export function clip(text: string, longest = 300): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
