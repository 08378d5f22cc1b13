import { setTimeout as sleepMs } from 'node:timers/promises';
import { contentKey, mailKey } from '../../lib/mailKeys.ts';
import type { DeliveryRecord } from '../../types.ts';
import type { Mail } from '../compose/composeMail.ts';
import { messageIdOf } from '../compose/messageBytes.ts';
import {
  type DeliverRequest,
  type DeliveryRun,
  type EditionMailing,
  type Letter,
  type MailForm,
  stopIf,
} from './deliveryRun.ts';
import type { Ending } from './ending.ts';
import { post } from './postLetter.ts';

/** Waits before the second and the third try of what was refused for the time being; others go out meanwhile. */
const BACKOFF_MS = [1_000, 5_000];
/** Mails that are claimed together: what a machine that vanishes leaves in doubt, at most. */
const CLAIMED_AT_ONCE = 50;

/**
 * Sends every edition to each of its recipients, one message each, exactly once as far as SMTP allows: what the ledger
 * knows as sent is `already`; what it has begun and not ended, or what was handed over without an answer, is
 * `ambiguous` and not repeated until somebody says so. A failure is its recipient's alone; what is refused for the time
 * being waits until the others have been tried; a server that cannot be reached, or does not answer, leaves all that is
 * left to the next run, with one warning. Records are sorted by edition and recipient.
 */
export async function deliver(request: DeliverRequest): Promise<readonly DeliveryRecord[]> {
  const letters = request.mailings.flatMap((mailing) => lettersOf(mailing, request));
  const endings = new Map<Letter, Ending>();
  for (const letter of letters) if (letter.known !== undefined) endings.set(letter, await tellKnown(letter, request));
  const open = letters.filter((letter) => !endings.has(letter));
  const run: DeliveryRun = { ...request, obstacle: null, stalls: 0 };
  if (open.length > 0) stopIf(await request.transport.open(), run);
  const step = request.keeper === undefined ? Math.max(open.length, 1) : CLAIMED_AT_ONCE;
  for (let at = 0; at < open.length && run.obstacle === null; at += step)
    await sendAll(await claim(open.slice(at, at + step), run, endings), run, endings);
  const left: Ending = { status: 'failed', detail: run.obstacle ?? 'Not tried.' };
  return letters
    .map((letter) => recordOf(letter, endings.get(letter) ?? left))
    .sort((a, b) => compare(a.edition, b.edition) || compare(a.recipient, b.recipient));
}

function lettersOf(mailing: EditionMailing, request: DeliverRequest): readonly Letter[] {
  const { edition, brand, recipients, content, again, compose } = mailing;
  const composed = new Map<MailForm, Promise<Mail>>();
  const mail = (form: MailForm): Promise<Mail> => {
    const made = composed.get(form) ?? compose(form);
    composed.set(form, made);
    return made;
  };
  let left = 0;
  const close = (): void => {
    left -= 1;
    if (left === 0) composed.clear();
  };
  const once = new Map(recipients.map((recipient) => [mailKey({ edition, recipient, again }), recipient]));
  const letters = [...once].map(([key, recipient]): Letter => {
    const messageId = messageIdOf({ edition, recipient, brand, again });
    // What is mailed again on purpose may say what has been said.
    const said = content === undefined || again !== undefined ? undefined : contentKey(content, recipient);
    const known = knownEnding(key, messageId, { ...request, isDoubtful: mailing.isDoubtful === true });
    return { ...{ edition, brand, recipient, key, messageId, known, mail, close }, contentKey: said };
  });
  left = letters.filter(({ known }) => known === undefined).length;
  return letters;
}

function knownEnding(
  key: string,
  messageId: string,
  { ledger, isDoubtful }: DeliverRequest & { readonly isDoubtful: boolean },
): Ending | undefined {
  if (ledger === undefined) return undefined;
  const state = ledger.stateOf(key);
  if (isDoubtful && ledger.isInDoubt(key)) {
    const detail = `The ledger is damaged, and ${messageId} may have been sent: ask the recipient.`;
    return { status: 'ambiguous', detail };
  }
  if (state === 'new' || state === 'failed') return undefined;
  if (state === 'sent' || state === 'removed') return { status: 'already' };
  const told = ledger.isTold(key) ? ({ isTold: true } as const) : {};
  if (state !== 'ambiguous') return { status: state, isTold: true };
  return { status: state, detail: `An earlier run may have sent ${messageId}: ask the recipient.`, ...told };
}

/** What is found to be ambiguous is written down as such, so that it is told once as what went wrong. */
async function tellKnown({ known, edition, messageId }: Letter, { ledger, effects }: DeliverRequest): Promise<Ending> {
  const ending = known ?? { status: 'already' };
  if (ending.status !== 'ambiguous') return ending;
  effects.log.warn(`${ending.detail} ${howToSettle(edition.id)}`);
  if (ending.isTold !== true)
    await ledger?.write({ at: effects.now, messageId, edition: edition.id, status: 'ambiguous' });
  return ending;
}

function howToSettle(edition: string): string {
  return `If it has arrived: broadsheet deliver --settle ${edition}. If not: broadsheet deliver --retry ${edition}.`;
}

/**
 * The letters of a batch that may go out. Where the state is kept elsewhere, they are claimed there first: no mail goes
 * out of which another machine would know nothing, were this one gone.
 */
async function claim(
  batch: readonly Letter[],
  run: DeliveryRun,
  endings: Map<Letter, Ending>,
): Promise<readonly Letter[]> {
  const { ledger, keeper, effects } = run;
  if (ledger === undefined) return batch;
  const isSaid = ({ contentKey: key }: Letter): boolean => key !== undefined && ledger.hasContent(key);
  for (const letter of batch.filter(isSaid))
    endings.set(letter, { status: 'already', detail: 'It has been sent under another name.' });
  const open = batch.filter((letter) => !isSaid(letter));
  if (keeper === undefined || open.length === 0) return open;
  const line = { at: effects.now, claim: ledger.run };
  await ledger.write(
    ...open.map(({ messageId, edition }) => ({ ...line, messageId, edition: edition.id, status: 'claimed' as const })),
  );
  const refusal = await keeper.keep(ledger.run);
  await ledger.reload();
  if (refusal !== null) {
    await ledger.write({ ...line, edition: '', status: 'released' });
    stopIf(`No mail goes out, because the state could not be kept first: ${refusal}`, run);
    return [];
  }
  // Another machine may have been faster: its lines have come with the state.
  const taken = open.filter(({ key }) => !['new', 'failed'].includes(ledger.stateOf(key)));
  for (const letter of taken) endings.set(letter, { status: 'already', detail: 'Another run has taken it.' });
  return open.filter((letter) => !taken.includes(letter));
}

async function sendAll(letters: readonly Letter[], run: DeliveryRun, endings: Map<Letter, Ending>): Promise<void> {
  const sleep = run.sleep ?? sleepMs;
  let queue = letters;
  for (const [at, pauseMs] of [0, ...BACKOFF_MS].entries()) {
    if (pauseMs > 0) await sleep(pauseMs);
    const deferred: Letter[] = [];
    const waiting = queue.values();
    const lane = async (): Promise<void> => {
      for (const letter of waiting) {
        if (run.obstacle !== null) return;
        const ending = await post(letter, at + 1, run);
        endings.set(letter, ending);
        if (ending.isDeferred === true) deferred.push(letter);
        else letter.close();
      }
    };
    await Promise.all(Array.from({ length: run.lanes ?? 4 }, lane));
    queue = deferred;
    if (queue.length === 0 || run.obstacle !== null) return;
  }
}

function recordOf({ edition, recipient, messageId }: Letter, { status, detail, isTold }: Ending): DeliveryRecord {
  const more = { ...(detail === undefined ? {} : { detail }), ...(isTold === true ? { isTold } : {}) };
  return { edition: edition.id, recipient, status, messageId, ...more };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
