import type { NewEdition } from '../../editions/published/publishEditions.ts';
import type { PublishedEdition } from '../../editions/published/publishedIndex.ts';
import { mailKey } from '../../lib/mailKeys.ts';
import { recipientsOf } from '../../lib/recipients.ts';
import type { Brand, EditionKey, Effects, Instant, Project, Report, Team } from '../../types.ts';
import type { AddressBook } from '../readers.ts';
import type { Ledger } from './ledger.ts';
import { uselessFrom } from './mailLife.ts';
import { type Outbox, type OutboxEntry, readOutbox, senderOf, slotOf, writeOutbox } from './outbox.ts';

/**
 * Writes down who is to get the editions that a run publishes for the first time, before they are in the published index: from
 * then on their mails are pending, whatever becomes of the run. A backfill makes no mail pending. Returns what is wrong with
 * the list.
 */
export async function oweMails(request: {
  readonly outDir: string;
  readonly project: Pick<Project, 'teams'>;
  readonly brand: Brand;
  readonly editions: readonly NewEdition[];
  /** Whether nothing has been published of the brand so far. */
  readonly isFirst: boolean;
  readonly isBackfill: boolean;
  readonly effects: Pick<Effects, 'now' | 'env'>;
}): Promise<readonly string[]> {
  const { outDir, brand, isBackfill, isFirst } = request;
  const outbox = await readOutbox(outDir, brand.name);
  const editions = isBackfill ? [] : request.editions;
  const problems = outbox.damage === undefined ? [] : [outbox.damage];
  if (editions.length === 0 && !outbox.isNew) return problems;
  const made = editions.flatMap((one) => entryFor(one, request) ?? []);
  const slots = new Set(made.map(({ entry }) => slotOf(entry)));
  await writeOutbox(outDir, {
    brand: brand.name,
    // Of a brand that an earlier version has published, nobody has looked yet who is to get what.
    isNew: (outbox.isNew && !isFirst) || outbox.damage !== undefined,
    entries: [...outbox.entries.filter((entry) => !slots.has(slotOf(entry))), ...made.map(({ entry }) => entry)],
    senders: new Map([...outbox.senders, ...made.map(({ sender }) => sender)]),
  });
  return problems;
}

function entryFor(
  { edition: { key, dueAt, report, audience }, content }: NewEdition,
  { project, brand, effects }: Parameters<typeof oweMails>[0],
) {
  const team = project.teams.find(({ name }) => name === key.team);
  if (team === undefined) return undefined;
  const recipients = audience?.recipients ?? recipientsOf({ team, brand, env: effects.env });
  const readers = recipients.map((recipient) => mailKey({ edition: key, recipient }));
  return entryOf({ key, dueAt, content, brand, team, report, readers, at: effects.now });
}

/** An entry of an outbox, and the sender that it names. */
export function entryOf(parts: {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly content: string;
  readonly brand: Brand;
  readonly team: Team;
  readonly report: Report | undefined;
  readonly readers: readonly string[];
  readonly at: Instant;
}) {
  const { key, dueAt, content, brand, team, report, readers, at } = parts;
  const sender = senderOf(brand, team);
  const until = uselessFrom({ at, grain: key.period.grain, report, brand });
  const entry: OutboxEntry = { edition: key, at, dueAt, until, content, house: sender[0], to: readers };
  return { entry, sender };
}

/**
 * The outbox of a brand where there was none, or not all of it can be read: what an earlier version has published and
 * not mailed, or what the published editions and the ledger still tell. Of each report that is the newest edition, and
 * those of which some mail went out, as long as a mail is of use.
 */
export async function completeOutbox(
  outbox: Outbox,
  request: {
    readonly project: Pick<Project, 'brands' | 'teams' | 'reports'>;
    readonly published: readonly PublishedEdition[];
    readonly ledger: Ledger;
    readonly book: AddressBook;
    readonly contentOf: (edition: PublishedEdition) => Promise<string>;
    readonly now: Instant;
  },
): Promise<Outbox> {
  if (!outbox.isNew && outbox.damage === undefined) return outbox;
  const { project, published, ledger, book, contentOf, now } = request;
  const known = new Set(outbox.entries.map(({ edition }) => edition.id));
  const newest = new Map(
    published
      .toSorted((a, b) => (a.key.period.end < b.key.period.end ? -1 : 1))
      .map(({ key }) => [JSON.stringify([key.report, key.audience]), key.id]),
  );
  const isNewest = new Set(newest.values());
  const brand = project.brands.find(({ name }) => name === outbox.brand);
  const entries = [...outbox.entries];
  const senders = new Map(outbox.senders);
  for (const edition of published) {
    const { key, dueAt } = edition;
    const team = project.teams.find(({ name }) => name === key.team);
    if (known.has(key.id) || brand === undefined || team === undefined) continue;
    if (!isNewest.has(key.id) && !ledger.knows(key.id)) continue;
    const report = project.reports.find(({ name }) => name === key.report);
    // When it came out is not known: not before it was due.
    if (uselessFrom({ at: dueAt, grain: key.period.grain, report, brand }) <= now) continue;
    const list = (await book.listOf(key))?.addresses ?? [];
    const keys = list.map((recipient) => mailKey({ edition: key, recipient }));
    const readers = keys.filter((one) => ['new', 'failed', 'ambiguous'].includes(ledger.stateOf(one)));
    if (readers.length === 0) continue;
    const content = await contentOf(edition);
    const { entry, sender } = entryOf({ key, dueAt, content, brand, team, report, readers, at: dueAt });
    // Of a damaged list it is not known how far its mails had come.
    entries.push(outbox.damage === undefined ? entry : { ...entry, offered: now });
    senders.set(...sender);
  }
  return { ...outbox, entries, senders };
}
