import { join } from 'node:path';
import { listFiles, readText, writeFileAtomic } from '../../lib/files.ts';
import { hashOf, sha256, stableJson } from '../../lib/hash.ts';
import type { Brand, EditionKey, Instant, Team } from '../../types.ts';

/** A published edition and those who are still to get it. */
export interface OutboxEntry {
  readonly edition: EditionKey;
  /** When it was published. */
  readonly at: Instant;
  readonly dueAt: Instant;
  /** From then on its mail is of no use, unless the project says something else by now. */
  readonly until: Instant;
  /** Hash of what its mail says. */
  readonly content: string;
  /** Names the brand and the team as they were. */
  readonly house: string;
  /** Readers by hash. */
  readonly to: readonly string[];
  /** When a delivery first looked at it: its readers are fixed from then on. */
  readonly offered?: Instant;
  /** Set where it is mailed once more on purpose: part of its mails' keys. */
  readonly again?: Instant;
}

/** What a mail says of its brand and team, for when the project has them no more. */
export interface Sender {
  readonly brand: Brand;
  readonly team: Team;
}

/** Who is to get a mail of which edition of one brand. */
export interface Outbox {
  readonly brand: string;
  /** Whether it says nothing of the time before it: an earlier version may have published. */
  readonly isNew: boolean;
  readonly entries: readonly OutboxEntry[];
  readonly senders: ReadonlyMap<string, Sender>;
  /** What is wrong with the file, told to a person; what it was is kept beside it. */
  readonly damage?: string;
}

const HEADER = '{"outbox":1}';
/** The same, where an earlier version has published and nobody has looked yet who is to get what. */
const HEADER_OF_NEW = '{"outbox":0}';

/** The brands that have an outbox, sorted. */
export async function outboxBrands(outDir: string): Promise<readonly string[]> {
  const names = await listFiles(join(outDir, 'state', 'outbox'));
  return names
    .flatMap((name) => /^([^/]+)\.jsonl$/.exec(name)?.[1] ?? [])
    .filter((name) => !name.startsWith('damaged-'));
}

/**
 * The outbox of a brand: a line per edition, below `state/`, which outlives the rest of the output folder. Lines of two
 * machines may be mixed: the readers of an edition's lines are put together. What cannot be read is kept aside and told.
 */
export async function readOutbox(outDir: string, brand: string): Promise<Outbox> {
  const text = await readText(outboxPath(outDir, brand));
  const entries = new Map<string, OutboxEntry>();
  const senders = new Map<string, Sender>();
  if (text === undefined) return { brand, isNew: true, entries: [], senders };
  let faults = 0;
  const [header = '', ...lines] = text.split('\n');
  for (const line of lines.filter((one) => one !== '' && one !== HEADER && one !== HEADER_OF_NEW)) {
    const value = valueIn(line);
    if (value === undefined) faults += 1;
    else if ('edition' in value) {
      const known = entries.get(slotOf(value));
      const to = [...new Set([...(known?.to ?? []), ...value.to])];
      entries.set(slotOf(value), { ...known, ...value, to });
    } else senders.set(value.house, { brand: value.brand, team: value.team });
  }
  const outbox = { brand, isNew: header === HEADER_OF_NEW, entries: [...entries.values()], senders };
  const isWhole = faults === 0 && text.endsWith('\n') && (header === HEADER || outbox.isNew);
  if (isWhole) return outbox;
  const kept = `damaged-${sha256(text).slice(0, 8)}-${brand}.jsonl`;
  await writeFileAtomic(join(outDir, 'state', 'outbox', kept), text);
  const damage = `${outboxPath(outDir, brand)}: not all of this list of owed mails can be read; it is kept as ${kept}. What can be read stands, and the rest is made of the published editions and the ledger. To mail an edition that is still missing: broadsheet deliver --resend <edition>.`;
  return { ...outbox, damage };
}

/** Writes an outbox; resolves when it is on the disk. Nothing is written where it is the same. */
export async function writeOutbox(outDir: string, outbox: Outbox): Promise<void> {
  const entries = outbox.entries.filter(({ to }) => to.length > 0);
  const used = new Set(entries.map(({ house }) => house));
  const senders = [...outbox.senders].filter(([name]) => used.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    outbox.isNew ? HEADER_OF_NEW : HEADER,
    ...senders.map(([house, { brand, team }]) => stableJson({ house, brand, team })),
    ...entries
      .toSorted((a, b) => (slotOf(a) < slotOf(b) ? -1 : 1))
      .map((entry) => stableJson({ ...entry, to: entry.to.toSorted() })),
  ];
  await writeFileAtomic(outboxPath(outDir, outbox.brand), `${lines.join('\n')}\n`);
}

/** A brand and a team without what lies in files, and the name under which an outbox knows them. */
export function senderOf(brand: Brand, team: Team): readonly [string, Sender] {
  const { css: _, logo: __, spans: ___, place: ____, ...shown } = brand;
  const { recipients: _____, place: ______, ...named } = team;
  const place = { file: '' };
  const sender = { brand: { ...shown, place }, team: { ...named, recipients: {}, place } };
  return [hashOf(sender).slice(0, 12), sender];
}

/** An edition is in an outbox once, and once more for each time that it is mailed again. */
export function slotOf({ edition, again = '' }: Pick<OutboxEntry, 'edition' | 'again'>): string {
  return `${edition.id} ${again}`;
}

type Line = OutboxEntry | ({ readonly house: string } & Sender);

function valueIn(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as Partial<OutboxEntry & Sender> | null;
    const isEdition = typeof value?.edition?.id === 'string' && Array.isArray(value.to) && 'until' in value;
    const isSender = typeof value?.house === 'string' && typeof value.brand?.name === 'string' && 'team' in value;
    return isEdition || isSender ? (value as Line) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function outboxPath(outDir: string, brand: string): string {
  return join(outDir, 'state', 'outbox', `${brand}.jsonl`);
}
