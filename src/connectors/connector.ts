import type { StagedPart } from '../formats/stagedPart.ts';
import type { Effects, PullState, Source, SourceTable, StagedFile } from '../types.ts';
import type { CallBudget } from './shared/callBudget.ts';

/** What is checked of a table's own keys by the connector's schema, where nothing more is known of the connector. */
export type AnyOptions = Readonly<Record<string, unknown>>;

export interface ConnectRequest<Options extends AnyOptions = AnyOptions> {
  readonly source: Source<Options>;
  readonly projectRoot: string;
  readonly effects: Effects;
  /** What the source may wait for in this pull, and how often it has been called: every call to the remote system goes through it. */
  readonly budget: CallBudget;
}

/** What a source is asked for. */
export interface TableRequest<Options extends AnyOptions = AnyOptions> {
  readonly table: SourceTable<Options>;
  /** There and empty; removed when the table has been pulled. */
  readonly folder: string;
  /**
   * What the last good pull left in its `state`. Null where all is to be brought: there is no good pull, the table is
   * declared otherwise than it was, or what was brought last did not add up.
   */
  readonly since: PullState | null;
  /** Of a table that is made of parts: those that stand, where more rows may have come to their ends. */
  readonly standing?: readonly StandingPart[];
}

/** A part as it was read. */
export interface StandingPart {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** Whether no row of it was bad. */
  readonly isClean: boolean;
}

/** What every result of a pull may carry besides its rows. */
interface PullNotes {
  /** Left for the next pull once these rows are safe: a cursor, a token. Null where the next pull has to bring all again. */
  readonly state: PullState | null;
  /**
   * The family of each column's type on the remote system ("text", "number", "boolean", "date", "time", "other"), where the remote
   * system says. A declared column whose family has changed since the last good pull fails this one.
   */
  readonly families?: Readonly<Record<string, ColumnFamily>>;
  /** Columns of the remote system that nobody declared, where they are not in the files either. */
  readonly undeclared?: readonly string[];
}

export type ColumnFamily = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'other';

/** Nothing has changed since. */
export interface Unchanged {
  readonly mode: 'unchanged';
}

/** All rows that the remote system has. */
export interface Everything extends PullNotes {
  readonly mode: 'everything';
  readonly files: readonly StagedFile[];
  /** How many rows the remote system said there are; null where it does not say. Fewer that come fail the pull. */
  readonly announcedRows: number | null;
  /** False where the remote system gives rows without a key in no order of their own. True where absent. */
  readonly isOrdered?: boolean;
}

/** The rows that are new or otherwise since, and those that are gone. Only for a table with a key, and only where `since` was given. */
export interface Changes extends PullNotes {
  readonly mode: 'changes';
  /** Whole rows. They may overlap with what was brought before and come twice. */
  readonly files: readonly StagedFile[];
  /** Rows that are gone: the columns of the key and, where `version` names one, that column (null: gone whatever its version). */
  readonly deletions: readonly StagedFile[];
  /**
   * The key columns (and the source's brand column, if it has one) of every row that is there now, for a remote system that does not tell of deletions: what is not listed is
   * gone; what is listed and was never brought makes the core ask for everything. Null where deletions are told.
   */
  readonly present: readonly StagedFile[] | null;
  /** How many rows there are now on the remote system; where that is not what the changes lead to, the core asks for everything. */
  readonly totalRows: number | null;
}

/** The parts that the table is made of now, in the order of their rows: files, objects. The core stages those that have changed. */
export interface Parts {
  readonly mode: 'parts';
  readonly parts: readonly Part[];
}

export interface Part {
  /** Tells parts apart, and stays the same: "2026/orders-11.csv". */
  readonly name: string;
  /** Equal where the content is: a content hash, an ETag, a checksum. */
  readonly version: string;
  /** Brings the part into files below `folder` (its own, there and empty). Files that lie elsewhere are left there. */
  stage(folder: string): Promise<StagedPart>;
  /** How long it is, where `standing` is to tell of it when it has grown. */
  readonly bytes?: number;
  /** Brings the rows that have come to its end since it stood; absent where that is not all that is otherwise. */
  readonly stageTail?: () => Promise<StagedPart>;
}

export type PullResult = Unchanged | Everything | Changes | Parts;

/** A source that has been signed in to. */
export interface Connection<Options extends AnyOptions = AnyOptions> {
  pull(request: TableRequest<Options>): Promise<PullResult>;
  close?(): Promise<void>;
}

/**
 * A kind of system that data comes from; `Options` are its keys in queries/sources/<source>.yml. What it throws for a
 * person is a ProblemsError without any secret in it.
 */
export interface Connector<Options extends AnyOptions = AnyOptions> {
  /** Names of the environment variables that the source needs and that are not set. */
  missingSecrets(source: Source<Options>, env: Effects['env']): readonly string[];
  /** Signs in, and proves it with one cheap call where the client itself would not: `doctor` asks no more than this. */
  connect(request: ConnectRequest<Options>): Promise<Connection<Options>>;
  /**
   * The column whose highest value is the newest version of a row, of two with the same key; null where the last to arrive
   * is. The table's cursor where absent.
   */
  version?(table: SourceTable<Options>): string | null;
}

/** An environment variable of the source's connection; empty counts as missing. */
export function connectionVariable(source: Source, name: string): string {
  return `${source.connection ?? source.name.toUpperCase()}_${name}`;
}
