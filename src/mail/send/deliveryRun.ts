import type { StateKeeper } from '../../editions/keepState.ts';
import type { Brand, EditionKey, Effects } from '../../types.ts';
import type { Mail } from '../compose/composeMail.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ending } from './ending.ts';
import type { Transport } from './transport.ts';

/** How much of an edition its mail carries: all, all but the PDF, or neither PDF nor pictures. */
export type MailForm = 'whole' | 'without the PDF' | 'bare';

/** An edition and everybody who is to get it. */
export interface EditionMailing {
  readonly edition: EditionKey;
  readonly brand: Brand;
  readonly recipients: readonly string[];
  /** Hash of what the mail says, so that nobody gets the same thing under two names. */
  readonly content?: string;
  /** Set where it is mailed once more on purpose. */
  readonly again?: string | undefined;
  /** Whether nobody knows any more what has been sent of it: the ledger is damaged. */
  readonly isDoubtful?: boolean;
  /** Called only where there is somebody who has not got it. */
  readonly compose: (form: MailForm) => Promise<Mail>;
}

export interface DeliverRequest {
  readonly mailings: readonly EditionMailing[];
  readonly transport: Transport;
  /** What was sent is written down there; none where what is written reaches nobody. */
  readonly ledger?: Ledger | undefined;
  readonly effects: Pick<Effects, 'now' | 'log'>;
  /** Where the state is kept elsewhere too: nothing is sent before that has it. */
  readonly keeper?: StateKeeper | undefined;
  /** How many sends are under way at once. */
  readonly lanes?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** One recipient's mail of one edition. */
export interface Letter {
  readonly edition: EditionKey;
  readonly brand: Brand;
  readonly recipient: string;
  readonly key: string;
  readonly messageId: string;
  readonly contentKey: string | undefined;
  /** What an earlier run made of it, where that is final. */
  readonly known: Ending | undefined;
  readonly mail: (form: MailForm) => Promise<Mail>;
  /** To be called when it is over: mails carry PDFs, and what everybody has got need not stay in memory. */
  readonly close: () => void;
}

export interface DeliveryRun extends DeliverRequest {
  /** Why nothing can be sent any more. */
  obstacle: string | null;
  /** Tries in a row that the server did not answer. */
  stalls: number;
}

/** From the first obstacle on nothing more is tried, and it is told once. */
export function stopIf(obstacle: string | null, run: DeliveryRun): void {
  if (obstacle === null || run.obstacle !== null) return;
  run.obstacle = obstacle;
  run.effects.log.warn(`${obstacle} What is left to send waits for the next run.`);
}
