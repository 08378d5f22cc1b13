/** What a run is asked for. */
import type { IsoDay } from './time.ts';

/** Editions by id, of which a person says what is to become of their mails. */
export interface MailRequests {
  /** Mail it once more, to everybody who is on its list now. */
  readonly resend: readonly string[];
  /** Try again what was refused, or may not have arrived. */
  readonly retry: readonly string[];
  /** What may have arrived has. */
  readonly settle: readonly string[];
}

/** What a call asks for by name; an empty list asks for all. */
export interface Selection {
  readonly brands: readonly string[];
  readonly teams: readonly string[];
  readonly reports: readonly string[];
}

export interface RunOptions extends Selection {
  readonly projectDir: string;
  /** The repository: its templates stand in for those that a project lacks. */
  readonly engineDir: string;
  readonly outDir: string;
  /** Brands worked on at the same time. */
  readonly jobs: number;
  /** Bytes that a run may hold; absent: what BROADSHEET_MEMORY says, else half of the machine's. */
  readonly memory?: number | undefined;
  /** Makes every edition whose period ended after this day, published or not; absent: what is due and missing. */
  readonly since: IsoDay | undefined;
  /** Makes the newest editions again where their data, queries or templates have changed, though they are published. */
  readonly rebuild: boolean;
  /** Whether a clock that is far from the last run's may be believed. */
  readonly acceptClock: boolean;
  /** Ids of editions whose mails somebody has something to say of. */
  readonly mails: MailRequests;
}
