import type { PublishedEdition } from '../../editions/published/publishedIndex.ts';
import { mailKey } from '../../lib/mailKeys.ts';
import type { DeliveryRecord, Effects, Project, Selection } from '../../types.ts';
import type { AddressBook } from '../readers.ts';
import type { Ledger } from './ledger.ts';
import { uselessFrom } from './mailLife.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

/** An edition that is to be mailed to readers whose addresses are known. */
export interface DueEntry {
  readonly entry: OutboxEntry;
  readonly recipients: readonly string[];
}

/**
 * Closes mails that are not to be sent any more, and reports them: mails that are too late to be of use, and readers who are no
 * longer on the list. What is left is to be sent; a reader whose address cannot be known now stays pending, and is reported.
 */
export async function closeEntries(request: {
  readonly outbox: Outbox;
  readonly published: ReadonlyMap<string, PublishedEdition>;
  readonly ledger: Ledger;
  readonly book: AddressBook;
  readonly project: Pick<Project, 'brands' | 'reports'>;
  readonly selection: Selection;
  readonly effects: Pick<Effects, 'now' | 'log'>;
}): Promise<{ readonly due: readonly DueEntry[]; readonly records: readonly DeliveryRecord[] }> {
  const { outbox, published, ledger, book, selection } = request;
  const due: DueEntry[] = [];
  const records: DeliveryRecord[] = [];
  const isNamed = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  for (const entry of outbox.entries) {
    const { edition } = entry;
    if (!isNamed(selection.teams, edition.team) || !isNamed(selection.reports, edition.report)) continue;
    // What died before it was in the published index comes out again with its readers.
    if (!published.has(edition.id)) continue;
    const to = entry.to.filter((key) => ['new', 'failed', 'ambiguous'].includes(ledger.stateOf(key)));
    const found = await book.find({ ...entry, to });
    if (isTooLate(entry, request)) {
      records.push(...(await expire(entry, found.addresses, to, request)));
      continue;
    }
    await remove(entry, found.removed, request);
    records.push(
      ...found.removed.map((key) => recordOf(entry, { key, status: 'removed', detail: 'No longer on the list.' })),
      ...found.unknown.map((key) =>
        recordOf(entry, { key, status: 'failed', detail: `The address is not known now. ${found.gap}` }),
      ),
    );
    if (found.addresses.length > 0) due.push({ entry, recipients: found.addresses });
  }
  return { due, records };
}

type Around = Parameters<typeof closeEntries>[0];

function isTooLate(entry: OutboxEntry, { project, effects }: Around): boolean {
  const { edition, at, again } = entry;
  const report = project.reports.find(({ name }) => name === edition.report);
  const brand = project.brands.find(({ name }) => name === edition.brand);
  if (again !== undefined || report === undefined || brand === undefined) return entry.until <= effects.now;
  return uselessFrom({ at, grain: edition.period.grain, report, brand }) <= effects.now;
}

async function expire(
  entry: OutboxEntry,
  addresses: readonly string[],
  to: readonly string[],
  { ledger, effects }: Around,
): Promise<readonly DeliveryRecord[]> {
  const { edition, again, at } = entry;
  const detail = `Too late to be of use: the edition came out at ${at} (mail.not_after).`;
  const known = new Map(addresses.map((recipient) => [mailKey({ edition, recipient, again }), recipient]));
  await write(entry, to, { status: 'expired', ledger, at: effects.now });
  return to.map((key) => recordOf(entry, { key, status: 'expired', detail, recipient: known.get(key) }));
}

async function remove(entry: OutboxEntry, keys: readonly string[], { ledger, effects }: Around): Promise<void> {
  if (keys.length === 0) return;
  await write(entry, keys, { status: 'removed', ledger, at: effects.now });
  const who = keys.length === 1 ? 'A reader is' : `${keys.length} readers are`;
  effects.log.info(`${entry.edition.id}: ${who} no longer on the list, and no mail of it goes there.`);
}

async function write(
  { edition }: OutboxEntry,
  keys: readonly string[],
  { status, ledger, at }: { readonly status: 'expired' | 'removed'; readonly ledger: Ledger; readonly at: string },
): Promise<void> {
  if (keys.length === 0) return;
  await ledger.write(...keys.map((key) => ({ at, messageId: idOf(key), edition: edition.id, status })));
}

function recordOf(
  { edition }: OutboxEntry,
  {
    key,
    status,
    detail,
    recipient = '(a reader)',
  }: {
    readonly key: string;
    readonly status: DeliveryRecord['status'];
    readonly detail: string;
    readonly recipient?: string | undefined;
  },
): DeliveryRecord {
  return { edition: edition.id, recipient, status, messageId: idOf(key), detail };
}

/** Of a mail that has none, because it is not sent. */
function idOf(key: string): string {
  return `<${key}@nowhere.invalid>`;
}
