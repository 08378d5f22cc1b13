import type { Effects, Source, SourceTable, StagedFile } from '../types.ts';

/** How long a source waits before it asks again; handed in, so that a test need not wait. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<unknown>;
  /** From 0 to 1: spreads the waits of several runs. */
  readonly random: () => number;
}

export interface ConnectRequest {
  readonly source: Source;
  readonly projectRoot: string;
  readonly effects: Effects;
  readonly patience: Patience;
}

/** What a source brought of one table. */
export interface Staged {
  readonly files: readonly StagedFile[];
  /** Equal where the far side's data is equal, if that can be told without reading it all; else the rows themselves are compared. */
  readonly fingerprint: string | null;
  /** The rows come in no order of their own, or twice: the table's key orders them and tells them apart. */
  readonly isKeyed: boolean;
  /** How many rows the far side said there are; null where it does not say. */
  readonly announcedRows: number | null;
}

/** A source that has been signed in to. */
export interface Connection {
  /** Brings a table's rows into files below `folder`, which is there and empty; files that lie elsewhere are left there. */
  stage(table: SourceTable, folder: string): Promise<Staged>;
}

/** A kind of system that data comes from. What it throws for a person is a ProblemsError without any secret in it. */
export interface SourceKind {
  /** Names of the environment variables that the source needs and that are not set. */
  missingSecrets(source: Source, env: Effects['env']): readonly string[];
  connect(request: ConnectRequest): Promise<Connection>;
}

/** An environment variable of the source's connection; empty counts as missing. */
export function connectionVariable(source: Source, name: string): string {
  return `${source.connection ?? source.name.toUpperCase()}_${name}`;
}
