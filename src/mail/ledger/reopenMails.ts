import { type PublishedEdition, readSnapshot } from '../../editions/published/publishedIndex.ts';
import { contentOf, mailKey } from '../../lib/mailKeys.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import type { Effects, MailRequests, Project } from '../../types.ts';
import type { AddressBook } from '../readers.ts';
import type { BrandOutbox } from './brandOutbox.ts';
import { entryOf } from './fillOutbox.ts';
import type { Ledger } from './ledger.ts';
import { uselessFrom } from './mailLife.ts';
import { type Outbox, type OutboxEntry, slotOf } from './outbox.ts';

/** Does what a person asks for, in the outboxes and the ledger. Throws ProblemsError where there is no such edition. */
export async function reopenMails(request: {
  readonly asked: MailRequests;
  /** Their entries change. */
  readonly opened: BrandOutbox[];
  readonly project: Pick<Project, 'brands' | 'teams' | 'reports'>;
  readonly outDir: string;
  readonly ledger: Ledger;
  readonly book: AddressBook;
  readonly effects: Pick<Effects, 'now' | 'log'>;
}): Promise<void> {
  const { asked, opened } = request;
  const problems = Object.entries(asked).flatMap(([flag, ids]) => unknownEditions(flag, ids, opened));
  if (problems.length > 0) throw new ProblemsError(problems);
  for (const id of asked.settle) await settle(id, request);
  for (const id of asked.retry) await change(id, request, retried);
  for (const id of asked.resend) await change(id, request, resent);
}

type Around = Parameters<typeof reopenMails>[0];

function unknownEditions(flag: string, ids: readonly string[], opened: readonly BrandOutbox[]): readonly Problem[] {
  const missing = ids.filter((id) => opened.every(({ published }) => !published.has(id)));
  const hint = 'Editions are named as in manifest.json: brand/team/report/period.';
  return missing.map((id) => ({ file: `--${flag}`, message: `There is no published edition "${id}".`, hint }));
}

async function settle(id: string, { ledger, effects }: Around): Promise<void> {
  const keys = ledger.keysOf(id, ['ambiguous']);
  if (keys.length === 0) return effects.log.info(`${id}: no mail of it is in doubt.`);
  const detail = 'Somebody says that it arrived.';
  await ledger.write(...keys.map((key) => lineOf(key, id, { at: effects.now, status: 'sent', detail })));
}

async function change(
  id: string,
  around: Around,
  readersOf: (edition: PublishedEdition, around: Around) => Promise<Pick<OutboxEntry, 'to' | 'again'>>,
): Promise<void> {
  const at = around.opened.findIndex(({ published }) => published.has(id));
  const { outbox, published } = around.opened[at] as BrandOutbox;
  const edition = published.get(id) as PublishedEdition;
  const { to, again } = await readersOf(edition, around);
  if (to.length === 0) return around.effects.log.info(`${id}: there is nobody to mail it to.`);
  around.opened[at] = { published, outbox: await withEntry(outbox, { edition, to, again }, around) };
}

/** Those whose mail was refused, too late or in doubt: the ledger forgets it. */
async function retried({ key: { id } }: PublishedEdition, { ledger, effects }: Around) {
  const to = ledger.keysOf(id, ['refused', 'expired', 'ambiguous', 'failed']);
  if (to.length > 0) await ledger.write(...to.map((key) => lineOf(key, id, { at: effects.now, status: 'reopened' })));
  return { to };
}

/** Everybody who is on the list now, whatever they have got. */
async function resent({ key }: PublishedEdition, { book, effects }: Around) {
  const list = await book.listOf(key);
  const again = effects.now;
  return { again, to: (list?.addresses ?? []).map((recipient) => mailKey({ edition: key, recipient, again })) };
}

async function withEntry(
  outbox: Outbox,
  parts: { readonly edition: PublishedEdition; readonly to: readonly string[]; readonly again: string | undefined },
  { project, outDir, effects }: Around,
): Promise<Outbox> {
  const { edition, to, again } = parts;
  const { key } = edition;
  const brand = project.brands.find(({ name }) => name === key.brand);
  const team = project.teams.find(({ name }) => name === key.team);
  if (brand === undefined || team === undefined)
    throw new ProblemsError([{ file: '', message: `The brand or the team of ${key.id} is no more.` }]);
  const report = project.reports.find(({ name }) => name === key.report);
  const content = contentOf(await readSnapshot(outDir, edition), brand);
  const { now } = effects;
  const made = entryOf({ key, dueAt: edition.dueAt, content, brand, team, report, readers: to, at: now });
  // Somebody wants it now, however late it is.
  const until = uselessFrom({ at: now, grain: key.period.grain, report, brand });
  const entry: OutboxEntry = { ...made.entry, until, offered: now, again: again ?? now };
  const named = again === undefined ? nameless(entry) : entry;
  const others = outbox.entries.filter((one) => slotOf(one) !== slotOf(named));
  return { ...outbox, entries: [...others, named], senders: new Map([...outbox.senders, made.sender]) };
}

/** A retry is the same mail, under the same key. */
function nameless({ again: _, ...entry }: OutboxEntry): OutboxEntry {
  return entry;
}

function lineOf(
  key: string,
  edition: string,
  line: { readonly at: string; readonly status: 'sent' | 'reopened'; readonly detail?: string },
) {
  return { ...line, messageId: `<${key}@nowhere.invalid>`, edition };
}
