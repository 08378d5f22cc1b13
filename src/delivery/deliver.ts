import { setTimeout as sleepMs } from 'node:timers/promises';
import { formatProblem, ProblemsError } from '../lib/problem.ts';
import type { Brand, DeliveryRecord, EditionKey, Effects } from '../types.ts';
import type { Mail } from './composeMail.ts';
import type { Ledger } from './ledger.ts';
import { bareAddress, messageBytes, messageIdOf } from './messageBytes.ts';
import type { OutgoingMessage, SendOutcome, Transport } from './transport.ts';

/** An edition and everybody who is to get it. */
export interface EditionMailing {
  readonly edition: EditionKey;
  readonly brand: Brand;
  readonly recipients: readonly string[];
  /** Called once, and only where there is somebody who has not got it. */
  readonly compose: () => Promise<Mail>;
}

export interface DeliverRequest {
  readonly mailings: readonly EditionMailing[];
  readonly transport: Transport;
  readonly ledger: Ledger;
  readonly effects: Pick<Effects, 'now' | 'log'>;
  /** How many sends are under way at once. */
  readonly lanes?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Waits before the second and the third try of a message that was refused for the time being. */
const BACKOFF_MS = [1_000, 5_000];

/**
 * Sends every edition to each of its recipients, one message each, exactly once as far as SMTP allows: what the ledger
 * knows as sent is `already`; what it has begun and not ended, or what was handed over without an answer, is
 * `ambiguous` and not repeated until somebody takes its line out of the ledger. A failure is its recipient's alone; a
 * server that cannot be reached fails all that are left with one warning, and the next run tries them again. Records
 * are sorted by edition and recipient.
 */
export async function deliver(request: DeliverRequest): Promise<readonly DeliveryRecord[]> {
  const letters = request.mailings.flatMap((mailing) => lettersOf(mailing, request));
  const open = letters.filter(({ known }) => known === undefined);
  const run: Run = { ...request, obstacle: null };
  if (open.length > 0) stopIf(await request.transport.open(), run);
  const endings = new Map<Letter, Ending>();
  const queue = open.values();
  const lane = async (): Promise<void> => {
    for (const letter of queue) endings.set(letter, await post(letter, run));
  };
  await Promise.all(Array.from({ length: request.lanes ?? 4 }, lane));
  return letters
    .map((letter) => recordOf(letter, letter.known ?? endings.get(letter) ?? NOT_TRIED))
    .sort((a, b) => compare(a.edition, b.edition) || compare(a.recipient, b.recipient));
}

/** One recipient's mail of one edition. */
interface Letter {
  readonly edition: EditionKey;
  readonly brand: Brand;
  readonly recipient: string;
  readonly messageId: string;
  /** What an earlier run made of it, where that settles it. */
  readonly known: Ending | undefined;
  readonly mail: () => Promise<Mail>;
}

interface Run extends DeliverRequest {
  /** Why nothing can be sent any more. */
  obstacle: string | null;
}

type Ending = Pick<DeliveryRecord, 'status' | 'detail'>;
const NOT_TRIED: Ending = { status: 'failed', detail: 'Not tried.' };

function lettersOf(
  { edition, brand, recipients, compose }: EditionMailing,
  request: DeliverRequest,
): readonly Letter[] {
  let composed: Promise<Mail> | undefined;
  let left = 0;
  const mail = (): Promise<Mail> => {
    composed ??= compose();
    const now = composed;
    left -= 1;
    // Mails carry PDFs: what everybody has got need not stay in memory.
    if (left === 0) composed = undefined;
    return now;
  };
  const once = new Map(recipients.map((recipient) => [messageIdOf({ edition, recipient, brand }), recipient]));
  const letters = [...once].map(([messageId, recipient]) => {
    return { edition, brand, recipient, messageId, known: knownEnding(messageId, request), mail };
  });
  left = letters.filter(({ known }) => known === undefined).length;
  return letters;
}

function knownEnding(messageId: string, { transport, ledger, effects }: DeliverRequest): Ending | undefined {
  if (!transport.needsLedger) return undefined;
  const state = ledger.stateOf(messageId);
  if (state === 'sent') return { status: 'already' };
  if (state !== 'ambiguous') return undefined;
  const detail = `An earlier run may have sent ${messageId}: ask the recipient. To send it again, remove its lines from ${ledger.path}.`;
  effects.log.warn(detail);
  return { status: 'ambiguous', detail };
}

async function post(letter: Letter, run: Run): Promise<Ending> {
  const { transport, ledger, effects } = run;
  const { edition, messageId, recipient, brand } = letter;
  if (run.obstacle !== null) return { status: 'failed', detail: run.obstacle };
  let message: OutgoingMessage;
  try {
    const mail = await letter.mail();
    const bytes = await messageBytes(mail, recipient, messageId);
    message = { edition, messageId, recipient, from: bareAddress(brand.mailFrom), bytes };
  } catch (error) {
    return { status: 'failed', detail: wordsOf(error) };
  }
  const line = { at: effects.now, messageId, edition: edition.id };
  if (transport.needsLedger) await ledger.write({ ...line, status: 'sending' });
  const ending = endingOf(await sendWithPatience(message, run));
  if (transport.needsLedger && ending.status !== 'already' && ending.status !== 'written') {
    await ledger.write({
      ...line,
      status: ending.status,
      ...(ending.detail === undefined ? {} : { detail: ending.detail }),
    });
  }
  if (ending.status === 'ambiguous') effects.log.warn(`${edition.id} ${messageId}: ${ending.detail}`);
  return ending;
}

async function sendWithPatience(message: OutgoingMessage, run: Run): Promise<SendOutcome> {
  const sleep = run.sleep ?? sleepMs;
  for (const pauseMs of [...BACKOFF_MS, null]) {
    const outcome = await run.transport.send(message);
    if (outcome.status === 'unreachable') stopIf(outcome.detail, run);
    if (outcome.status !== 'refused' || !outcome.isTemporary || pauseMs === null) return outcome;
    await sleep(pauseMs);
  }
  throw new Error('There is always a last try.');
}

/** From the first obstacle on nothing more is tried, and it is told once. */
function stopIf(obstacle: string | null, run: Run): void {
  if (obstacle === null || run.obstacle !== null) return;
  run.obstacle = obstacle;
  run.effects.log.warn(`${obstacle} What is left to send waits for the next run.`);
}

function endingOf(outcome: SendOutcome): Ending {
  if (outcome.status === 'refused' || outcome.status === 'unreachable') {
    return { status: 'failed', detail: outcome.detail };
  }
  return outcome;
}

function recordOf({ edition, recipient, messageId }: Letter, { status, detail }: Ending): DeliveryRecord {
  return { edition: edition.id, recipient, status, messageId, ...(detail === undefined ? {} : { detail }) };
}

function wordsOf(error: unknown): string {
  if (error instanceof ProblemsError) return error.problems.map(formatProblem).join(' ');
  return error instanceof Error ? error.message : String(error);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
