import type { Instant } from '../../types.ts';

/** `reopened`: by a person, to be tried again. `claimed` and `released` are of a run: see `LedgerLine`. */
const LINE_STATUSES = [
  ...(['sending', 'sent', 'failed', 'ambiguous', 'refused', 'expired', 'removed'] as const),
  ...(['reopened', 'claimed', 'released'] as const),
] as const;

/**
 * One line of the ledger. Readers are in it by hashes alone: the ledger outlives a run in a place that more people read
 * than may know the addresses.
 */
export interface LedgerLine {
  readonly at: Instant;
  /** `<key@domain>`; the key is what counts, and the domain that of the sender on that day. */
  readonly messageId?: string;
  /** Its id. */
  readonly edition: string;
  readonly status: (typeof LINE_STATUSES)[number];
  /** Hash of what the mail says, and to whom. */
  readonly content?: string;
  /** The run's sign and the number of the try, so that each "sending" has its own end. */
  readonly run?: string;
  readonly try?: number;
  /** A run that sends from a machine that may vanish claims a mail where others see it, before it is sent. */
  readonly claim?: string;
  readonly detail?: string;
}

/** `failed` may be tried again; `ambiguous` may have arrived, and nobody knows; the others are closed. */
export type DeliveryState = 'new' | 'failed' | 'ambiguous' | 'sent' | 'refused' | 'expired' | 'removed';

/** What the lines of a ledger say of one mail. */
interface MailRecord {
  isSent: boolean;
  /** Sends that nothing ended, by run and try. */
  readonly open: Set<string>;
  /** Runs that claimed it and did not begin it. */
  readonly claims: Set<string>;
  last: 'failed' | 'ambiguous' | 'refused' | 'expired' | 'removed' | undefined;
  isTold: boolean;
}

/** The lines of a ledger, added up. Lines of two machines may be mixed: what was sent was sent, in whatever order. */
export interface LedgerBooks {
  readonly mails: Map<string, MailRecord>;
  /** Keys of contents that went to somebody. */
  readonly contents: Set<string>;
  /** Keys of mails by the ids of their editions. */
  readonly editions: Map<string, Set<string>>;
  /** Runs that came to their end, or whose machine is known to have written everything down. */
  readonly released: Set<string>;
}

/** `ownRuns`: runs of this folder, whose lines are all here. */
export function emptyBooks(ownRuns: readonly string[]): LedgerBooks {
  return { mails: new Map(), contents: new Set(), editions: new Map(), released: new Set(ownRuns) };
}

/** "<key@domain>" → "key": the sender's domain may change, and what was sent stays sent. */
export function keyIn(messageId: string): string {
  return /^<([^@<>]+)@/.exec(messageId)?.[1] ?? messageId;
}

/** Takes a line into account. */
export function note(books: LedgerBooks, line: LedgerLine): void {
  if (line.status === 'released') {
    if (line.claim !== undefined) books.released.add(line.claim);
    return;
  }
  if (line.messageId === undefined) return;
  const key = keyIn(line.messageId);
  const mail = books.mails.get(key) ?? {
    ...{ isSent: false, open: new Set<string>(), claims: new Set<string>(), last: undefined, isTold: false },
  };
  books.mails.set(key, mail);
  books.editions.set(line.edition, (books.editions.get(line.edition) ?? new Set()).add(key));
  const attempt = `${line.run ?? ''}/${line.try ?? 1}`;
  if (line.run !== undefined) mail.claims.delete(line.run);
  switch (line.status) {
    case 'claimed':
      if (line.claim !== undefined) mail.claims.add(line.claim);
      return;
    case 'sending':
      mail.open.add(attempt);
      return;
    case 'sent':
      mail.isSent = true;
      if (line.content !== undefined) books.contents.add(line.content);
      return;
    case 'reopened':
      mail.open.clear();
      mail.claims.clear();
      mail.last = 'failed';
      mail.isTold = false;
      return;
    default:
      // Found ambiguous by a later run: whichever send that was, it has been told.
      if (line.status === 'ambiguous') mail.open.clear();
      else mail.open.delete(attempt);
      mail.last = line.status;
      mail.isTold = line.status === 'ambiguous';
  }
}

/** What has become of a mail, as far as the lines tell. */
export function stateIn({ mails, released }: LedgerBooks, key: string): DeliveryState {
  const mail = mails.get(key);
  if (mail === undefined) return 'new';
  if (mail.isSent) return 'sent';
  const isOpen = mail.open.size > 0 || [...mail.claims].some((claim) => !released.has(claim));
  // Closed by hand or by time is closed, whatever was under way.
  if (mail.last === 'refused' || mail.last === 'expired' || mail.last === 'removed') return mail.last;
  if (isOpen) return 'ambiguous';
  return mail.last ?? 'new';
}

const STATUSES: ReadonlySet<unknown> = new Set(LINE_STATUSES);

/** A line of the file, where it is one. Those of earlier versions have a Message-ID and a status alone. */
export function lineIn(text: string): LedgerLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Partial<LedgerLine> | null;
    if (!STATUSES.has(value?.status) || typeof value?.edition !== 'string') return undefined;
    const isOfRun = value.status === 'released';
    if (isOfRun ? typeof value.claim !== 'string' : typeof value.messageId !== 'string') return undefined;
    return value as LedgerLine;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
