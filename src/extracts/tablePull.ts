import type { Connection } from '../connectors/connector.ts';
import type { CallBudget } from '../connectors/shared/callBudget.ts';
import type { Problem } from '../lib/problem.ts';
import type { Effects, ParquetWriter, Source, SourceTable } from '../types.ts';
import type { StoredManifest } from './extractManifest.ts';
import type { NewExtract } from './storeExtract.ts';

export interface TablePull {
  readonly source: Source;
  readonly table: SourceTable;
  readonly outDir: string;
  /** Those of this run that the source serves, sorted. */
  readonly brands: readonly string[];
  readonly writer: ParquetWriter;
  readonly effects: Effects;
  readonly connection: Connection;
  readonly budget: CallBudget;
  /** The column whose highest value is the newest version of a row; null where the last to arrive is. */
  readonly version: string | null;
  /** For files on their way; emptied afterwards. */
  readonly folder: string;
  /** Called between the steps: a test ends a pull there. */
  readonly atStep: (step: string) => void;
}

export interface Stored {
  readonly manifest: StoredManifest;
  readonly isReused: boolean;
}

export interface PulledTable {
  readonly stored: readonly Stored[];
  /** Brands whose former extracts stay, and why. */
  readonly refused: readonly { readonly brand: string; readonly problems: readonly Problem[] }[];
}

/** What a pull starts from: each brand's extract, in the order of the brands; undefined where none can be built upon. */
export type Former = readonly (StoredManifest | undefined)[];

export interface LoadRequest {
  readonly pull: TablePull;
  readonly definition: string;
  readonly former: Former;
  /** Calls to the remote system so far, for this table. */
  readonly calls: () => number;
}

/** One brand's extract, or why its rows are too bad to be shown: what it had stays then. */
export type LoadedBrand = NewExtract | { readonly problems: readonly Problem[] };

/**
 * What was loaded of an answer: an extract per brand, in their order; that nothing has changed; or why what came, laid over what
 * stands, makes no whole table.
 */
export type Loaded = readonly LoadedBrand[] | 'unchanged' | { readonly incomplete: string };
