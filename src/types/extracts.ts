/** What passes between sources and the warehouse. */
import type { Instant } from './time.ts';

/** A bad row that was set aside. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
  /** What it has in the column that the writer was asked to tell it by; absent where that cannot be told. */
  readonly whose?: string | null;
}

/** Rows of a Parquet file, from `from` (counted from 0) up to and without `to`. */
export interface RowRange {
  readonly parquet: string;
  readonly from: number;
  readonly to: number;
  /** How many rows the file has. */
  readonly of: number;
}

/** What has become of keys: their rows and, with true in the column "#is_gone", keys that have none any more. */
export interface RowDelta {
  readonly parquet: string;
  readonly rows: number;
}

/** The rows of a table as they lie in Parquet files: a base, and deltas, each of which replaces rows of the same key before it. */
export interface RowFiles {
  readonly base: readonly RowRange[];
  /** Only of a table with a key, the oldest first. */
  readonly deltas: readonly RowDelta[];
  readonly key: readonly string[];
}

/** Sums over the hashes of all rows: those of some rows can be added and taken away. */
export interface RowDigest {
  readonly rows: number;
  /** Which DuckDB hashed: another one may hash otherwise. */
  readonly engine: string;
  readonly sums: readonly [string, string];
}

/** What one pull of one table brought, written beside its Parquet files. */
export interface ExtractManifest {
  readonly source: string;
  readonly table: string;
  readonly brand: string;
  /** Their paths are relative to the output folder. */
  readonly files: RowFiles;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
  /** Equal for equal rows, in whatever order and files they lie. */
  readonly rowsHash: string;
  /** What the data is as of: the highest cursor value, else the pull that last brought a change. */
  readonly asOf: Instant;
  readonly rejected: readonly RejectedRow[];
  /** How many rows it had before there were none any more; absent where it has rows, or never had. */
  readonly emptied?: number;
  /** The pull that last changed something. */
  readonly pull?: { readonly ended: Instant };
}

/** Why a source did not come as a whole: which of its tables, and of which brands; all of them where absent. */
export interface Unpulled {
  readonly reason: string;
  readonly tables?: readonly { readonly table: string; readonly brands?: readonly string[] }[];
}

/** A file that a source wrote for the warehouse to read: the declared columns, as text or as typed values. */
export type StagedFile =
  | {
      readonly format: 'csv';
      readonly path: string;
      readonly label: string;
      readonly delimiter: string;
      readonly header: boolean;
      readonly gzip: boolean;
      readonly nullText?: string;
      /** Rows that lack their last values have NULL there. */
      readonly isPadded?: boolean;
      /** `""` is no value either: the remote system keeps no empty texts. */
      readonly isQuotedEmptyNull?: boolean;
    }
  | {
      readonly format: 'json';
      readonly path: string;
      readonly label: string;
      readonly newlineDelimited: boolean;
      readonly gzip: boolean;
      /** A few of many rows: a column that none of them has may be one of the others'. */
      readonly isTail?: boolean;
    }
  | { readonly format: 'parquet'; readonly path: string; readonly label: string }
  | { readonly format: 'duckdb'; readonly path: string; readonly label: string; readonly table: string };

/** JSON that a kind of source leaves for its next pull: a cursor, a token. It alone reads it. */
export interface PullState {
  readonly [name: string]: PullStateValue;
}
export type PullStateValue = string | number | boolean | null | readonly PullStateValue[] | PullState;

/** Rows of a typed Parquet file, or a row range of them. */
export interface RowLayer {
  readonly parquet: string;
  /**
   * What the rows are: rows of the table; keys of rows that are gone; keys of all rows that are there. Only a table with a key
   * has the latter two.
   */
  readonly holds: 'rows' | 'deletions' | 'present';
  /** The rows from `from` (counted from 0) up to and without `to`; all of them where absent. */
  readonly rowRange?: { readonly from: number; readonly to: number };
  /** Rows whose column has another value count as gone. */
  readonly where?: { readonly column: string; readonly equals: string };
}

/** What to know of a finished Parquet file. */
export interface MergedRows {
  readonly rows: number;
  /** Lowest and highest cursor value as DuckDB writes it in UTC; null where there is none. */
  readonly minCursor: string | null;
  readonly maxCursor: string | null;
}

/** The keys of all rows that are there, in a Parquet file of a table's key columns. */
export interface PresentKeys {
  readonly parquet: string;
  readonly where?: RowLayer['where'];
}
