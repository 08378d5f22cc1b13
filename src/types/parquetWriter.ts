/** What turns rows into Parquet files. */
import type {
  MergedRows,
  PresentKeys,
  RejectedRow,
  RowDigest,
  RowFiles,
  RowLayer,
  RowRange,
  StagedFile,
} from './extracts.ts';

/** Files of rows, and what is asked of each row. */
export interface ReadRequest {
  readonly files: readonly StagedFile[];
  /** Columns without which a row is bad. */
  readonly needed?: readonly string[];
  /** The column that says when a row came to be or last changed: one that lies in the future is bad. */
  readonly stamp?: string | undefined;
  /** At most this many bad rows are set aside before the pull fails. */
  readonly maxRejected: number;
  /** Counts the rows of each file by this column's values. */
  readonly countBy?: string;
  /** Tells of each bad row what it has in this column; of one that cannot be split, which of these values alone stands in it. */
  readonly whose?: { readonly column: string; readonly values: readonly string[] };
  /** Files that people make: in "1.000" the point may part thousands. */
  readonly isByHand?: boolean;
}

/** What was read of files. */
export interface ReadRows {
  readonly rows: number;
  /** Of each file, in their order: together they are `rows`. */
  readonly rowsOfFiles: readonly number[];
  /** Of each file, by the value of `countBy`; empty where that was not asked. */
  readonly rowsOfValues: readonly ReadonlyMap<string, number>[];
  readonly rejected: readonly RejectedRow[];
  /** Columns of the files that nobody asked for, each once. */
  readonly ignoredColumns: readonly string[];
  /** The type of each column that came with one, as DuckDB spells it. */
  readonly foundTypes: Readonly<Record<string, string>>;
}

/** What to know of rows before they are written. */
export interface LaidRows extends MergedRows {
  readonly digest: RowDigest;
}

/** Rows on their way from their source to Parquet files, in a table of DuckDB's; what memory cannot hold of it goes to disk. */
export interface RowLoad {
  /** Reads files, in their order, behind what was read before. Throws a ProblemsError, and adds nothing, where they cannot be read. */
  read(request: ReadRequest): Promise<ReadRows>;
  /**
   * Puts all rows in order, once. With a key: each key once, in the key's order; of its versions the highest counts, of these the
   * last that came. Without one: as they came or, where that is no order of their own, in the order of their values. Returns how many
   * rows there are, and what is to be known of those of each value of `by`; of all, under "", where it is absent.
   */
  lay(request: {
    readonly key: readonly string[];
    readonly version: string | null;
    readonly isOrdered: boolean;
    readonly columns: Readonly<Record<string, string>>;
    readonly cursor: string | null;
    readonly by?: { readonly column: string; readonly values: readonly string[] } | undefined;
  }): Promise<{ readonly rows: number; readonly of: ReadonlyMap<string, LaidRows> }>;
  /** Writes the rows of each of these values of `by` to a file of its own, all in one scan; all rows to one file where it is absent. */
  save(request: {
    readonly columns: Readonly<Record<string, string>>;
    readonly by?: string | undefined;
    readonly targets: ReadonlyMap<string, string>;
  }): Promise<void>;
  close(): Promise<void>;
}

/** Turns staged files into typed Parquet files, and these into the state of a table. */
export interface ParquetWriter {
  load(request: { readonly columns: Readonly<Record<string, string>> }): Promise<RowLoad>;
  /** Reads files into one Parquet file, in their order. */
  write(
    request: ReadRequest & { readonly columns: Readonly<Record<string, string>>; readonly target: string },
  ): Promise<ReadRows>;
  /**
   * Lays rows over one another into the state that they lead to. With a key: each key once, in the key's order; of its versions the highest counts, of these the last. Without one:
   * the rows as they come, or, where they come in no order of their own, in the order of their values. 'incomplete', and no
   * file, where a `present` layer lists a row that no other layer holds.
   */
  merge(request: {
    readonly layers: readonly RowLayer[];
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
    readonly version: string | null;
    readonly cursor: string | null;
    readonly isOrdered: boolean;
    readonly target: string;
  }): Promise<MergedRows | 'incomplete'>;
  /**
   * What leads from one state of a table with a key to another: rows that are otherwise there or only there, and, with true in
   * the column "#is_gone", rows that are there no more. As a layer with `where: {column: '#is_gone', equals: 'false'}` it leads there.
   */
  diff(request: {
    readonly from: RowFiles;
    readonly to: RowFiles;
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
    readonly target: string;
  }): Promise<{ readonly rows: number }>;
  /**
   * Writes the rows whose key is a key of some other rows, or is not listed as present, in their order. Returns how many they
   * are.
   */
  touch(request: {
    readonly files: RowFiles;
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
    readonly keysOf: readonly RowRange[];
    readonly present?: PresentKeys | undefined;
    readonly target: string;
  }): Promise<{ readonly rows: number }>;
  /** Writes the present keys that are those of `touched` rows, or of no row at all. */
  present(request: {
    readonly present: PresentKeys;
    readonly files: RowFiles;
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
    readonly touched: string;
    readonly target: string;
  }): Promise<void>;
  /** Whether each row's key is higher than that of the row before it: then none comes twice. */
  isInKeyOrder(request: {
    readonly files: RowFiles;
    readonly columns: Readonly<Record<string, string>>;
    readonly key: readonly string[];
  }): Promise<boolean>;
  digest(request: { readonly files: RowFiles; readonly columns: Readonly<Record<string, string>> }): Promise<RowDigest>;
  /** Lowest and highest cursor value, as `merge` returns them. */
  cursors(request: {
    readonly files: RowFiles;
    readonly columns: Readonly<Record<string, string>>;
    readonly cursor: string | null;
  }): Promise<Omit<MergedRows, 'rows'>>;
}
