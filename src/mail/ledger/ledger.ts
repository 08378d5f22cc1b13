import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import {
  type DeliveryState,
  emptyBooks,
  keyIn,
  type LedgerBooks,
  type LedgerLine,
  lineIn,
  note,
  stateIn,
} from './ledgerBooks.ts';
import { type LedgerExtent, openExtent } from './ledgerExtent.ts';

export interface Ledger {
  readonly path: string;
  /** The sign of this opening: claims and tries carry it. */
  readonly run: string;
  /** What is wrong with the file, told to a person; the damaged file is kept beside it. */
  readonly damage: string | undefined;
  stateOf(key: string): DeliveryState;
  /** Whether an "ambiguous" has been told as such, or was found just now. */
  isTold(key: string): boolean;
  /** Whether lines of a mail may be among those that a damaged ledger lacks: it may have been sent since. */
  isInDoubt(key: string): boolean;
  /** To be called when all mails in doubt are written down as such: until then every opening finds the damage again. */
  settleDamage(): Promise<void>;
  /** Whether a mail of this content went to this reader, under whatever name. */
  hasContent(contentKey: string): boolean;
  /** Whether this run has claimed mails. */
  readonly hasClaimed: boolean;
  /** Whether there is a line of an edition. */
  knows(edition: string): boolean;
  /** Hashes of the readers of an edition with a state. */
  keysOf(edition: string, states: readonly DeliveryState[]): readonly string[];
  /** Resolves when the lines are on the disk. */
  write(...lines: readonly LedgerLine[]): Promise<void>;
  /** Reads the file again: others' lines have come into it. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens (or begins) the ledger of sent mails: JSON lines, only ever appended to, each flushed before the next step. A
 * "sending" that nothing follows is a run that died in between: ambiguous. A last line that a crash cut off, or that the
 * disk holds as zeros, never counted, since nothing is sent before its line is whole. Where anything else cannot be
 * read, or lines are missing that were whole, the lines that can be read stand, the file as it was is kept beside it, and `damage`
 * says so, at every opening until that is settled: a mail of which nothing is known any more, or nothing but failures, may then
 * have been sent. `ownClaim` is that of a run of this folder that died: what it did is all in here.
 */
export async function openLedger(path: string, ownClaim?: string): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true });
  const run = randomBytes(4).toString('hex');
  const known = ownClaim === undefined ? [run] : [run, ownClaim];
  let books = emptyBooks(known);
  const extent = await openExtent(path);
  const read = await readInto(books, path, extent);
  const { damage, lost } = read;
  let count = read.lines;
  const failed = new Set([...books.mails.keys()].filter((key) => stateIn(books, key) === 'failed'));
  let file = await open(path, 'a');
  let hasClaimed = false;
  // One after the other, so that the order on the disk is the order of what happened.
  let written: Promise<void> = Promise.resolve();
  return {
    path,
    run,
    damage,
    get hasClaimed() {
      return hasClaimed;
    },
    stateOf: (key) => stateIn(books, key),
    isTold: (key) => books.mails.get(key)?.isTold === true,
    isInDoubt: (key) =>
      damage !== undefined && (stateIn(books, key) === 'new' || (failed.has(key) && stateIn(books, key) === 'failed')),
    async settleDamage() {
      if (damage !== undefined) await extent.settle(count);
    },
    hasContent: (contentKey) => books.contents.has(contentKey),
    knows: (edition) => books.editions.has(edition),
    keysOf: (edition, states) =>
      [...(books.editions.get(edition) ?? [])].filter((key) => states.includes(stateIn(books, key))),
    write(...lines) {
      const texts = lines.map((line) => `${JSON.stringify(inOrder(line))}\n`);
      written = written.then(async () => {
        await file.appendFile(texts.join(''));
        await file.datasync();
        for (const line of lines) {
          note(books, line);
          if (line.status === 'reopened' && line.messageId !== undefined) failed.delete(keyIn(line.messageId));
        }
        count += lines.length;
        // What is lost stays counted until it is settled.
        await extent.note(count + lost);
        hasClaimed ||= lines.some(({ status }) => status === 'claimed');
      });
      return written;
    },
    async reload() {
      await written;
      await file.close();
      books = emptyBooks(known);
      count = (await readInto(books, path)).lines;
      file = await open(path, 'a');
    },
    async close() {
      await written.catch(() => undefined);
      await file.close();
      await extent.close();
    },
  };
}

/** The id of the edition before the status: other programs look for it there. */
function inOrder({ at, messageId, edition, content, run, try: number, claim, status, detail }: LedgerLine): LedgerLine {
  return JSON.parse(JSON.stringify({ at, messageId, edition, status, content, run, try: number, claim, detail }));
}

/** Reads what can be read and leaves a file of whole lines: how many, and what was wrong with it, where that matters. */
async function readInto(
  books: LedgerBooks,
  path: string,
  extent?: LedgerExtent,
): Promise<{ readonly lines: number; readonly lost: number; readonly damage: string | undefined }> {
  const text = await textOf(path);
  const lines = text.split('\n');
  const faulty: number[] = [];
  const whole = new Set<string>();
  for (const [at, line] of lines.entries()) {
    const entry = lineIn(line);
    if (entry !== undefined) {
      note(books, entry);
      whole.add(line);
    } else if (line.trim() !== '') faulty.push(at);
  }
  // An end that a crash cut off, or left as zeros, is no damage; neither is one that a later run has ended.
  const last = lines.length - 1;
  const isUnfinished = (at: number): boolean => {
    const text = at === last ? (lines[at] ?? '').replaceAll('\0', '') : (lines[at] ?? '');
    return at > 0 && text === '' ? true : /^\{"at"[^\0]*[^\0}]$/.test(text);
  };
  const damaged = faulty.filter((at) => !isUnfinished(at));
  const missing = (extent?.known ?? 0) - whole.size;
  const lost = Math.max(0, missing, damaged.length);
  const isDamaged = lost > 0;
  const kept = `damaged-${sha256(text).slice(0, 8)}-${basename(path)}`;
  if (isDamaged) await writeFileAtomic(join(dirname(path), kept), text);
  // Before the file is whole again: whoever comes after a run that dies here has to find the damage, too.
  await extent?.note(whole.size + lost);
  if (faulty.length > 0 || (text !== '' && !text.endsWith('\n')))
    await writeFileAtomic(path, [...whole].map((line) => `${line}\n`).join(''));
  if (!isDamaged) return { lines: whole.size, lost, damage: undefined };
  const unread =
    damaged.length === 1 ? `line ${(damaged[0] ?? 0) + 1} cannot be read` : `${damaged.length} lines cannot be read`;
  const gone = missing === 1 ? '1 line is missing' : `${missing} lines are missing`;
  const which = damaged.length > 0 ? unread : gone;
  return {
    lines: whole.size,
    lost,
    damage: `${path}: this ledger of sent mails is damaged: ${which}. The others stand, and the file as it was is kept as ${kept}. What was under way then may have been sent: it is not repeated, and is told below. Restore the ledger from a copy of state/ if you have one.`,
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
