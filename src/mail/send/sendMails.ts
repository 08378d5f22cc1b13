import { join } from 'node:path';
import type { StateKeeper } from '../../editions/keepState.ts';
import { type DueEdition, readPublishedIndex, readSnapshot } from '../../editions/published/publishedIndex.ts';
import { contentOf, mailKey } from '../../lib/mailKeys.ts';
import type { DeliveryRecord, Effects, MailRequests, Project, Selection } from '../../types.ts';
import { composeEdition, type MailContext } from '../compose/composeEdition.ts';
import type { BrandOutbox } from '../ledger/brandOutbox.ts';
import { closeEntries } from '../ledger/dueEntries.ts';
import { completeOutbox } from '../ledger/fillOutbox.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { type Outbox, type OutboxEntry, outboxBrands, readOutbox, slotOf, writeOutbox } from '../ledger/outbox.ts';
import { reopenMails } from '../ledger/reopenMails.ts';
import { AddressBook } from '../readers.ts';
import { deliver } from './deliver.ts';
import type { EditionMailing } from './deliveryRun.ts';
import type { Transport } from './transport.ts';

export interface SendRequest extends MailContext {
  readonly project: Pick<Project, 'site' | 'brands' | 'teams' | 'reports'>;
  readonly selection: Selection;
  readonly effects: Effects;
  readonly keeper: StateKeeper | undefined;
  /** What a person asks for beside the pending mails. */
  readonly asked: MailRequests;
  /** The editions of this run: who has got them already is told, too. */
  readonly due: readonly DueEdition[];
}

export interface SentMails {
  readonly records: readonly DeliveryRecord[];
  /** What is wrong beside single mails. */
  readonly problems: readonly string[];
}

/** How long the list of readers may still change after an edition came out, if nobody has been mailed it. */
const SETTLING_MS = 86_400_000;

/**
 * Sends pending mails: published editions to those who were on their lists when they came out, but for what the ledger
 * says is closed. What this process made, or planned, has no part in it. Where the state is kept elsewhere, nothing is
 * sent before that knows.
 */
export async function sendMails(request: SendRequest, transport: Transport): Promise<SentMails> {
  const { outDir, keeper, effects } = request;
  const ledger = await openLedger(join(outDir, 'state', 'deliveries.jsonl'), keeper?.ownClaim);
  const problems = ledger.damage === undefined ? [] : [ledger.damage];
  try {
    const book = new AddressBook({ outDir, ...request.project, env: effects.env });
    const opened: BrandOutbox[] = [];
    for (const brand of await brandsOf(request))
      opened.push(await openBrand(brand, { ...request, ledger, book, problems }));
    await reopenMails({ ...request, opened, ledger, book });
    const offered = await Promise.all(opened.map((one) => offer(one, request, book)));
    const records: DeliveryRecord[] = [];
    const mailings: EditionMailing[] = [];
    for (const { outbox, published, doubtful } of offered) {
      const settled = await closeEntries({ ...request, outbox, published, ledger, book });
      records.push(...settled.records);
      const isDoubtful =
        ledger.damage === undefined ? () => false : (entry: OutboxEntry) => doubtful.has(slotOf(entry));
      for (const { entry, recipients } of settled.due)
        mailings.push(mailingOf(entry, { recipients, outbox, published, isDoubtful: isDoubtful(entry) }, request));
    }
    records.push(...(await deliver({ mailings, transport, ledger, effects, keeper })));
    if (!(await leavesDoubt(offered, outDir, ledger))) await ledger.settleDamage();
    for (const { outbox } of offered) await writeOutbox(outDir, withoutSettled(outbox, ledger));
    problems.push(...(await release(ledger, request)));
    records.push(...(await sentBefore(records, { ...request, ledger, book })));
    return { records, problems };
  } finally {
    await ledger.close();
  }
}

/**
 * Whether mails may have been sent and are not written down as such yet: nobody knows their address now, or they were not
 * asked for.
 */
async function leavesDoubt(
  offered: readonly { readonly outbox: Outbox; readonly doubtful: ReadonlySet<string> }[],
  outDir: string,
  ledger: Ledger,
): Promise<boolean> {
  const brands = offered.map(({ outbox }) => outbox.brand);
  if ((await outboxBrands(outDir)).some((brand) => !brands.includes(brand))) return true;
  return offered.some(({ outbox, doubtful }) =>
    outbox.entries.some((entry) => doubtful.has(slotOf(entry)) && entry.to.some((key) => ledger.isInDoubt(key))),
  );
}

/** Brands that are no more come first: what they have sent is not said again under a brand's new name. */
async function brandsOf({ project, selection, outDir }: SendRequest): Promise<readonly string[]> {
  const own = project.brands.map(({ name }) => name);
  if (selection.brands.length > 0) return own.filter((name) => selection.brands.includes(name));
  const former = (await outboxBrands(outDir)).filter((name) => !own.includes(name));
  return [...former, ...own];
}

async function openBrand(
  brand: string,
  request: SendRequest & { readonly ledger: Ledger; readonly book: AddressBook; readonly problems: string[] },
): Promise<BrandOutbox> {
  const { outDir, problems, effects, project } = request;
  const { editions: published } = await readPublishedIndex(outDir, [brand]);
  const read = await readOutbox(outDir, brand);
  if (read.damage !== undefined) problems.push(read.damage);
  const title = project.brands.find(({ name }) => name === brand)?.title ?? brand;
  const outbox = await completeOutbox(read, {
    ...{ ...request, published, now: effects.now },
    contentOf: (edition) =>
      readSnapshot(outDir, edition).then(
        (snapshot) => contentOf(snapshot, { title }),
        // What cannot be read is told when its mail is to be made.
        () => edition.sha256.snapshot,
      ),
  });
  return { outbox, published: new Map(published.map((edition) => [edition.key.id, edition])) };
}

/**
 * Decides who gets what no delivery has looked at: those who are on the list now, if the edition came out within a day.
 * Written down before anything is sent, so that whoever finds a damaged ledger knows what had not been begun.
 */
async function offer({ outbox, published }: BrandOutbox, request: SendRequest, book: AddressBook) {
  const { now } = request.effects;
  const doubtful = new Set(outbox.entries.filter(({ offered }) => offered !== undefined).map(slotOf));
  const entries: OutboxEntry[] = [];
  for (const entry of outbox.entries) {
    if (entry.offered !== undefined || !published.has(entry.edition.id) || !isAsked(entry, request)) {
      entries.push(entry);
      continue;
    }
    const list = await book.listOf(entry.edition);
    const isSettling = Date.parse(now) - Date.parse(entry.at) <= SETTLING_MS;
    const { edition, again } = entry;
    const isListed = isSettling && list !== undefined && list.gap === undefined;
    const to = isListed ? list.addresses.map((recipient) => mailKey({ edition, recipient, again })) : entry.to;
    entries.push({ ...entry, to, offered: now });
  }
  const next = { ...outbox, isNew: false, entries };
  await writeOutbox(request.outDir, next);
  return { outbox: next, published, doubtful };
}

/** Whether a call for some teams or reports means an edition. */
export function isAsked(
  { edition }: Pick<OutboxEntry, 'edition'>,
  { selection }: Pick<SendRequest, 'selection'>,
): boolean {
  const asks = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  return asks(selection.teams, edition.team) && asks(selection.reports, edition.report);
}

function mailingOf(
  { edition, content, again, house }: OutboxEntry,
  parts: BrandOutbox & { readonly recipients: readonly string[]; readonly isDoubtful: boolean },
  request: SendRequest,
): EditionMailing {
  const { outbox, published, recipients, isDoubtful } = parts;
  const stored = outbox.senders.get(house);
  const brand = request.project.brands.find(({ name }) => name === edition.brand) ?? stored?.brand;
  const team = request.project.teams.find(({ name }) => name === edition.team) ?? stored?.team;
  const found = published.get(edition.id);
  if (brand === undefined || team === undefined || found === undefined)
    throw new Error(`Nothing is known of the brand or team of ${edition.id}.`);
  return {
    ...{ edition, brand, recipients, content, again, isDoubtful },
    compose: (form) => composeEdition(found, { brand, team, form }, request),
  };
}

/** The readers of this run's editions who have got them before. */
async function sentBefore(
  records: readonly DeliveryRecord[],
  { due, ledger, book }: SendRequest & { readonly ledger: Ledger; readonly book: AddressBook },
): Promise<readonly DeliveryRecord[]> {
  const told = new Set(records.map(({ edition, recipient }) => `${edition} ${recipient}`));
  const found: DeliveryRecord[] = [];
  for (const { key: edition } of due) {
    const { addresses = [] } = (await book.listOf(edition)) ?? {};
    for (const recipient of addresses) {
      const key = mailKey({ edition, recipient });
      if (told.has(`${edition.id} ${recipient}`) || ledger.stateOf(key) !== 'sent') continue;
      found.push({ edition: edition.id, recipient, status: 'already', messageId: `<${key}@nowhere.invalid>` });
    }
  }
  return found;
}

/** The mails still pending after a delivery: what is ambiguous, too, until somebody says what became of it. */
function withoutSettled(outbox: Outbox, ledger: Ledger): Outbox {
  const isOwed = (key: string): boolean => ['new', 'failed', 'ambiguous'].includes(ledger.stateOf(key));
  return { ...outbox, entries: outbox.entries.map((entry) => ({ ...entry, to: entry.to.filter(isOwed) })) };
}

/** Says that the claims of this run are over, and makes what became of them safe. */
async function release(ledger: Ledger, { keeper, effects }: SendRequest): Promise<readonly string[]> {
  if (keeper === undefined || !ledger.hasClaimed) return [];
  await ledger.write({ at: effects.now, edition: '', status: 'released', claim: ledger.run });
  const refusal = await keeper.keep(null);
  if (refusal === null) return [];
  return [
    `What has been sent could not be kept: ${refusal} Save output/state/ before the next run, or it counts as ambiguous: node scripts/state.mjs save.`,
  ];
}
