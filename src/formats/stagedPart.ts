import type { RejectedRow, StagedFile } from '../types.ts';

/** A file or an object of a source, brought to where the extract store reads it. */
export interface StagedPart {
  readonly files: readonly StagedFile[];
  /** The version that was in fact read, where the part changed between listing and reading. */
  readonly version?: string;
  /** Of a part's tail: how many lines come before it, to be added to those of its bad rows. */
  readonly linesBefore?: () => Promise<number>;
  /** Rows that the format's reader itself had to set aside. */
  readonly rejected?: readonly RejectedRow[];
}
