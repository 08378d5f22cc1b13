import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import {
  type DeliveryState,
  emptyBooks,
  type LedgerBooks,
  type LedgerLine,
  lineIn,
  note,
  stateIn,
} from './ledgerBooks.ts';

export interface Ledger {
  readonly path: string;
  /** The sign of this opening: claims and tries carry it. */
  readonly run: string;
  /** What is wrong with the file, told to a person; the damaged file is kept beside it. */
  readonly damage: string | undefined;
  stateOf(key: string): DeliveryState;
  /** Whether an "ambiguous" has been told as such, or was found just now. */
  isTold(key: string): boolean;
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
 * "sending" that nothing follows is a run that died in between: ambiguous. A last line that was cut off, or that the
 * disk holds as zeros, never counted, since nothing is sent before its line is whole. Where anything else cannot be
 * read, the lines that can be stand, the file as it was is kept beside it, and `damage` says so: a mail of which nothing
 * is known any more may then have been sent. `ownClaim` is that of a run of this folder that died: what it did is all
 * in here.
 */
export async function openLedger(path: string, ownClaim?: string): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true });
  const run = randomBytes(4).toString('hex');
  const known = ownClaim === undefined ? [run] : [run, ownClaim];
  let books = emptyBooks(known);
  const damage = await readInto(books, path);
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
    hasContent: (contentKey) => books.contents.has(contentKey),
    knows: (edition) => books.editions.has(edition),
    keysOf: (edition, states) =>
      [...(books.editions.get(edition) ?? [])].filter((key) => states.includes(stateIn(books, key))),
    write(...lines) {
      const texts = lines.map((line) => `${JSON.stringify(inOrder(line))}\n`);
      written = written.then(async () => {
        await file.appendFile(texts.join(''));
        await file.datasync();
        for (const line of lines) note(books, line);
        hasClaimed ||= lines.some(({ status }) => status === 'claimed');
      });
      return written;
    },
    async reload() {
      await written;
      await file.close();
      books = emptyBooks(known);
      await readInto(books, path);
      file = await open(path, 'a');
    },
    async close() {
      await written.catch(() => undefined);
      await file.close();
    },
  };
}

/** The id of the edition before the status: other programs look for it there. */
function inOrder({ at, messageId, edition, content, run, try: number, claim, status, detail }: LedgerLine): LedgerLine {
  return JSON.parse(JSON.stringify({ at, messageId, edition, status, content, run, try: number, claim, detail }));
}

/** Reads what can be read and leaves a file of whole lines; what was wrong with it, where that matters. */
async function readInto(books: LedgerBooks, path: string): Promise<string | undefined> {
  const text = await textOf(path);
  const lines = text.split('\n');
  const faulty: number[] = [];
  for (const [at, line] of lines.entries()) {
    const entry = lineIn(line);
    if (entry !== undefined) note(books, entry);
    else if (line.trim() !== '') faulty.push(at);
  }
  // An end that a crash cut off, or left as zeros, is no damage; neither is one that a later run has ended.
  const last = lines.length - 1;
  const isUnfinished = (at: number): boolean => {
    const text = at === last ? (lines[at] ?? '').replaceAll('\0', '') : (lines[at] ?? '');
    return at > 0 && text === '' ? true : /^\{"at"[^\0]*[^\0}]$/.test(text);
  };
  const damaged = faulty.filter((at) => !isUnfinished(at));
  if (faulty.length === 0 && (text === '' || text.endsWith('\n'))) return undefined;
  const whole = lines.filter((line) => lineIn(line) !== undefined).map((line) => `${line}\n`);
  if (damaged.length === 0) {
    await writeFileAtomic(path, whole.join(''));
    return undefined;
  }
  const kept = join(dirname(path), `damaged-${sha256(text).slice(0, 8)}-${basename(path)}`);
  await writeFileAtomic(kept, text);
  await writeFileAtomic(path, whole.join(''));
  const which = damaged.length === 1 ? `Line ${(damaged[0] ?? 0) + 1}` : `${damaged.length} lines`;
  return `${path}: ${which} of this ledger of sent mails cannot be read. The others stand, and the file as it was is kept as ${basename(kept)}. What was under way then may have been sent: it is not repeated, and is told below. Restore the ledger from a copy of state/ if you have one.`;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
