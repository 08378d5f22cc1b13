/** What a run did. */
import type { Alert, Verdict } from './snapshots.ts';
import type { Instant, Period } from './time.ts';

export type EditionStatus = 'published' | 'held' | 'failed' | 'unchanged';

export interface ManifestEdition {
  readonly id: string;
  readonly brand: string;
  readonly team: string;
  readonly report: string;
  readonly audience: string | null;
  readonly period: Period;
  readonly status: EditionStatus;
  readonly reasons: readonly string[];
  /** Of an edition that is as it should be, what to see to: letters that no font has, a table wider than the paper. */
  readonly warnings?: readonly string[];
  readonly snapshot: string | null;
  readonly html: string | null;
  readonly pdf: string | null;
  readonly pdfPages: number | null;
  readonly sha256: { readonly snapshot: string | null; readonly html: string | null; readonly pdf: string | null };
  readonly reused: boolean;
}

export interface StageTime {
  readonly name: string;
  readonly ms: number;
  readonly rows?: number;
}

export interface DeliveryRecord {
  readonly edition: string;
  readonly recipient: string;
  /**
   * `failed` is pending still, and tried again by the next run; `ambiguous` may have arrived, and nobody knows. Closed, and
   * not tried again unless somebody says so: `refused` (the mailbox takes none), `expired` (too late to be of use),
   * `removed` (no longer on the list).
   */
  readonly status: 'sent' | 'written' | 'already' | 'failed' | 'ambiguous' | 'refused' | 'expired' | 'removed';
  readonly messageId: string;
  readonly detail?: string;
  /** An earlier run has told it as what went wrong. */
  readonly isTold?: true;
}

export interface Manifest {
  readonly run: string;
  readonly now: Instant;
  readonly commit: string | null;
  readonly editions: readonly ManifestEdition[];
  readonly stages: readonly StageTime[];
  readonly checks: readonly (Verdict & { readonly brand: string })[];
  readonly alerts: readonly Alert[];
  /** What went wrong beside the editions: the lists that lead to them, the mails as a whole; absent where nothing did. */
  readonly troubles?: readonly { readonly stage: string; readonly reason: string }[];
  /** Sources that could not be pulled: what an earlier pull brought stands; absent where there are none. */
  readonly unpulled?: readonly { readonly source: string; readonly reason: string }[];
  /** Bad rows that are in no number, by brand and source; absent where there are none. The extracts' manifests list them. */
  readonly setAside?: readonly {
    readonly brand: string;
    readonly source: string;
    readonly rows: number;
    readonly of: number;
  }[];
  /** Published editions that cannot be shown any more: their record or a file of theirs is damaged; absent where there are none. */
  readonly lost?: readonly { readonly edition: string; readonly reason: string }[];
  readonly deliveries: readonly DeliveryRecord[];
  /** What is wrong with the mails beside single ones, such as a damaged ledger; absent where nothing is. */
  readonly mailProblems?: readonly string[];
}
