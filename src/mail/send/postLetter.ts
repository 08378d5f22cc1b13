import { formatProblem, ProblemsError } from '../../lib/problem.ts';
import type { DeliveryRecord } from '../../types.ts';
import { bareAddress, messageBytes } from '../compose/messageBytes.ts';
import { type DeliveryRun, type Letter, type MailForm, stopIf } from './deliveryRun.ts';
import type { Ending } from './ending.ts';
import type { OutgoingMessage, SendOutcome } from './transport.ts';

/** What a server or mailbox finds too large goes without the PDF, which the page has, and then without its pictures. */
const SMALLER: Readonly<Record<MailForm, MailForm | undefined>> = {
  whole: 'without the PDF',
  'without the PDF': 'bare',
  bare: undefined,
};
/** A server that does not answer so many times in a row costs the run no more time. */
const STALLS = 3;

/** One try to send a letter, with a line in the ledger before and after. */
export async function post(letter: Letter, attempt: number, run: DeliveryRun): Promise<Ending> {
  let form: MailForm | undefined = 'whole';
  for (;;) {
    let message: OutgoingMessage;
    try {
      message = await messageOf(letter, form);
    } catch (error) {
      return { status: 'failed', detail: wordsOf(error) };
    }
    const outcome = await send(letter, { message, attempt, run });
    const smaller: MailForm | undefined = outcome.status === 'too large' ? SMALLER[form] : undefined;
    if (smaller === undefined) return endingOf(outcome);
    form = smaller;
  }
}

async function messageOf(letter: Letter, form: MailForm): Promise<OutgoingMessage> {
  const { edition, messageId, recipient, brand } = letter;
  const bytes = await messageBytes(await letter.mail(form), recipient, messageId);
  return { edition, messageId, recipient, from: bareAddress(brand.mailFrom), bytes };
}

async function send(
  { edition, messageId, contentKey }: Letter,
  { message, attempt, run }: { readonly message: OutgoingMessage; readonly attempt: number; readonly run: DeliveryRun },
): Promise<SendOutcome> {
  const { transport, ledger, effects } = run;
  const line = { at: effects.now, messageId, edition: edition.id, run: ledger?.run ?? '', try: attempt };
  await ledger?.write({ ...line, status: 'sending' });
  const outcome = await transport.send(message);
  watchServer(outcome, run);
  const { status, detail } = endingOf(outcome);
  if (ledger !== undefined && status !== 'already' && status !== 'written') {
    const content = status === 'sent' && contentKey !== undefined ? { content: contentKey } : {};
    await ledger.write({ ...line, status, ...content, ...(detail === undefined ? {} : { detail }) });
  }
  if (status === 'ambiguous') effects.log.warn(`${edition.id} ${messageId}: ${detail}`);
  return outcome;
}

function watchServer(outcome: SendOutcome, run: DeliveryRun): void {
  if (outcome.status === 'unreachable') stopIf(outcome.detail, run);
  const isStall = 'isStall' in outcome && outcome.isStall === true;
  run.stalls = isStall ? run.stalls + 1 : 0;
  if (run.stalls >= STALLS && isStall) stopIf(`The mail server does not answer: ${outcome.detail}`, run);
}

function endingOf(
  outcome: SendOutcome,
): Ending & { readonly status: Exclude<DeliveryRecord['status'], 'expired' | 'removed'> } {
  switch (outcome.status) {
    case 'deferred':
      return { status: 'failed', detail: outcome.detail, isDeferred: true };
    case 'rejected':
    case 'too large':
      return { status: 'refused', detail: outcome.detail };
    case 'failed':
    case 'unreachable':
      return { status: 'failed', detail: outcome.detail };
    default:
      return outcome.detail === undefined
        ? { status: outcome.status }
        : { status: outcome.status, detail: outcome.detail };
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof ProblemsError) return error.problems.map(formatProblem).join(' ');
  return error instanceof Error ? error.message : String(error);
}
