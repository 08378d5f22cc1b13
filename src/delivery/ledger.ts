import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../lib/files.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { Instant } from '../types.ts';

/**
 * One line of the ledger. Recipients are in it by their Message-ID alone: the ledger outlives a run in a place that
 * more people read than may know the addresses.
 */
export interface LedgerEntry {
  readonly at: Instant;
  readonly messageId: string;
  readonly edition: string;
  readonly status: 'sending' | 'sent' | 'failed' | 'ambiguous';
  readonly detail?: string;
}

/** `new` was never tried, `failed` may be tried again; `ambiguous` may have arrived, and nobody knows. */
export type DeliveryState = 'new' | 'sent' | 'failed' | 'ambiguous';

export interface Ledger {
  readonly path: string;
  stateOf(messageId: string): DeliveryState;
  /** Resolves when the line is on the disk. */
  write(entry: LedgerEntry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens (or begins) the ledger of sent mails: JSON lines, only ever appended to, each flushed before the next step. A
 * "sending" that nothing follows is a run that died in between: ambiguous. A last line that was cut off never counted,
 * since nothing is sent before its line is whole. Throws ProblemsError where any other line is not an entry.
 */
export async function openLedger(path: string): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true });
  const text = (await readText(path)) ?? '';
  const last = lastStatuses(text, path);
  const file = await open(path, 'a');
  if (text !== '' && !text.endsWith('\n')) await file.appendFile('\n');
  // One after the other, so that the order on the disk is the order of what happened.
  let written: Promise<void> = Promise.resolve();
  return {
    path,
    stateOf(messageId) {
      const status = last.get(messageId);
      if (status === undefined) return 'new';
      return status === 'sending' ? 'ambiguous' : status;
    },
    write(entry) {
      const { at, messageId, edition, status, detail } = entry;
      const line = `${JSON.stringify({ at, messageId, edition, status, ...(detail === undefined ? {} : { detail }) })}\n`;
      written = written.then(async () => {
        await file.appendFile(line);
        await file.datasync();
        last.set(messageId, status);
      });
      return written;
    },
    async close() {
      await written.catch(() => undefined);
      await file.close();
    },
  };
}

function lastStatuses(text: string, path: string): Map<string, LedgerEntry['status']> {
  const lines = text.split('\n');
  const cutOff = text.endsWith('\n') ? -1 : lines.length - 1;
  const last = new Map<string, LedgerEntry['status']>();
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry !== undefined) last.set(entry.messageId, entry.status);
    else if (line.trim() !== '' && index !== cutOff && !wasCutOff(line)) {
      throw new ProblemsError([
        {
          file: path,
          line: index + 1,
          message: 'This line of the ledger of sent mails cannot be read.',
          hint: 'Mend or remove it: while it is unclear what was sent, nothing is.',
        },
      ]);
    }
  }
  return last;
}

/** A line that a former run did not finish, and that this file's next opening ended. */
function wasCutOff(line: string): boolean {
  return line.startsWith('{"at"') && !line.endsWith('}');
}

const STATUSES: ReadonlySet<unknown> = new Set(['sending', 'sent', 'failed', 'ambiguous']);

function entryOf(line: string): Pick<LedgerEntry, 'messageId' | 'status'> | undefined {
  try {
    const value = JSON.parse(line) as Partial<LedgerEntry> | null;
    if (typeof value?.messageId !== 'string' || !STATUSES.has(value.status)) return undefined;
    return { messageId: value.messageId, status: value.status as LedgerEntry['status'] };
  } catch {
    return undefined;
  }
}
