import type { EditionKey } from '../types.ts';

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
  /** Surely not sent; a temporary refusal is worth another try. */
  | { readonly status: 'refused'; readonly isTemporary: boolean; readonly detail: string }
  /** Surely not sent, and neither would any other be. */
  | { readonly status: 'unreachable'; readonly detail: string }
  /** Handed over, and no answer came. */
  | { readonly status: 'ambiguous'; readonly detail: string };

export interface Transport {
  /** Whether what it sends cannot be taken back, and must be remembered in the ledger. */
  readonly needsLedger: boolean;
  /** Tries whether anything can be sent at all; the reason where not. */
  open(): Promise<string | null>;
  send(message: OutgoingMessage): Promise<SendOutcome>;
  close(): Promise<void>;
}
