import type { ColumnFamily } from '../connectors/connector.ts';
import { hashOf } from '../lib/hash.ts';
import type { ExtractManifest, Instant, PullState, RowDigest, RowFiles, RowRange } from '../types.ts';

/** A part as it was last read. */
export interface StoredPart {
  readonly name: string;
  readonly version: string;
  /** How long it was, where a part that has grown can be read from there on. */
  readonly bytes?: number;
  /** Its rows of this brand: a range of the parts' rows, or of the extract's, after the parts before it. */
  readonly rows: number;
  /** Its rows of all brands. */
  readonly allRows: number;
  /** How many of its rows were set aside; they stand in `rejected` in the order of the parts. */
  readonly rejected: number;
}

/** What a pull brought that changed something. */
export interface PullRecord {
  readonly mode: 'everything' | 'changes' | 'parts';
  readonly started: Instant;
  readonly ended: Instant;
  /** Calls to the remote system. */
  readonly calls: number;
  /** What came, bad rows not counted, and how many of it were deletions; the state that it led to is the manifest's own. */
  readonly rows: number;
  readonly deletions: number;
}

/** A manifest as it lies on disk: the extract, and what the next pull starts from. Both change in one rename. */
export interface StoredManifest extends ExtractManifest {
  /** Lowest and highest cursor value as DuckDB writes it in UTC; null where the table has no cursor. */
  readonly minCursor: string | null;
  readonly maxCursor: string | null;
  /** Columns that the remote system has and nobody declared, sorted. */
  readonly undeclared: readonly string[];
  /** Hash of how the table is declared and loaded: where it is another, nothing stored is built upon. */
  readonly definition: string;
  readonly state: PullState | null;
  /** The run that left this state. */
  readonly stateOf: Instant;
  /** In the order of their rows; null for sources that are not made of parts. */
  readonly parts: readonly StoredPart[] | null;
  /** The parts' rows, one after the other, where the extract itself is in the order of a key. */
  readonly partRows: readonly RowRange[] | null;
  /** What `rowsHash` is made of. */
  readonly digest: RowDigest;
  readonly families: Readonly<Record<string, ColumnFamily>>;
  /** The pull that last changed something. */
  readonly pull: PullRecord;
  /** What stood before, the newest first, as long as the table's `keep` says. */
  readonly past: readonly PastExtract[];
}

/** An extract that was replaced: all its rows, or what leads back to it from the one that replaced it. */
export interface PastExtract {
  /** It stood from the one to the other. */
  readonly since: Instant;
  readonly until: Instant;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
  /** All rows where `isWhole`; else a file of what leads back. Their paths are relative to the output folder. */
  readonly files: RowFiles;
  readonly isWhole: boolean;
}

/** Equal for equal rows of the same columns. */
export function rowsHashOf(columns: Readonly<Record<string, string>>, digest: RowDigest): string {
  return hashOf([columns, digest]);
}

/** Where the extracts of one table and brand lie. */
export interface ExtractPlace {
  readonly outDir: string;
  readonly source: string;
  readonly table: string;
  readonly brand: string;
}
