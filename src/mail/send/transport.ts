import type { EditionKey } from '../../types.ts';

/** One message to one recipient, as it goes out. */
export interface OutgoingMessage {
  readonly edition: EditionKey;
  readonly messageId: string;
  /** Bare addresses, for the envelope. */
  readonly from: string;
  readonly recipient: string;
  readonly bytes: Uint8Array;
}

/** What became of a message. Details are one line, without secrets. */
export type SendOutcome =
  | { readonly status: 'sent' | 'written' | 'already'; readonly detail?: string }
  /** Surely not sent, and worth another try soon; `isStall` where the server did not answer at all. */
  | { readonly status: 'deferred'; readonly detail: string; readonly isStall?: true }
  /** Surely not sent, and this recipient does not take mail of ours: a mailbox that is no more. */
  | { readonly status: 'rejected'; readonly detail: string }
  /** Surely not sent: it has too many bytes for the server or the mailbox. */
  | { readonly status: 'too large'; readonly detail: string }
  /** Surely not sent, for a reason that somebody on our side can mend. */
  | { readonly status: 'failed'; readonly detail: string }
  /** Surely not sent, and neither would any other be. */
  | { readonly status: 'unreachable'; readonly detail: string }
  /** Handed over, and no answer came. */
  | { readonly status: 'ambiguous'; readonly detail: string; readonly isStall?: true };

export interface Transport {
  /** Tries whether anything can be sent at all; the reason where not. */
  open(): Promise<string | null>;
  send(message: OutgoingMessage): Promise<SendOutcome>;
  close(): Promise<void>;
}
