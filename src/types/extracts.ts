/** What passes between sources and the warehouse. */
import type { Instant } from './time.ts';

/** A bad row that was set aside. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What one pull of one table brought, written beside its Parquet file. */
export interface ExtractManifest {
  readonly source: string;
  readonly table: string;
  readonly brand: string;
  /** Relative to the output folder. */
  readonly parquet: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
  /** sha256 of the Parquet file. */
  readonly sha256: string;
  /** What the data is as of: the highest cursor value, else the pull that last brought a change. */
  readonly asOf: Instant;
  readonly rejected: readonly RejectedRow[];
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
    }
  | {
      readonly format: 'json';
      readonly path: string;
      readonly label: string;
      readonly newlineDelimited: boolean;
      readonly gzip: boolean;
    }
  | { readonly format: 'parquet'; readonly path: string; readonly label: string }
  | { readonly format: 'duckdb'; readonly path: string; readonly label: string; readonly table: string };

/** Turns staged files into one typed Parquet file; implemented in `warehouse/`, handed to `sources/`. */
export interface ParquetWriter {
  write(request: {
    readonly files: readonly StagedFile[];
    readonly columns: Readonly<Record<string, string>>;
    readonly cursor?: string;
    /** Keep only the rows whose column has this value; the column itself need not be among `columns`. */
    readonly where?: { readonly column: string; readonly equals: string };
    readonly target: string;
    /** Where given, the rows come out in this key's order, and of rows with the same key only the last that was staged. */
    readonly key?: readonly string[];
    /** At most this many bad rows are set aside before the pull fails. */
    readonly maxRejected: number;
  }): Promise<{
    readonly rows: number;
    readonly rejected: readonly RejectedRow[];
    readonly maxCursor: string | null;
    /** Columns of the files that nobody asked for, each once. */
    readonly ignoredColumns: readonly string[];
  }>;
}
