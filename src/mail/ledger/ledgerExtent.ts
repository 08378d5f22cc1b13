import { type FileHandle, open } from 'node:fs/promises';
import { readText, writeFileAtomic } from '../../lib/files.ts';

/** How many lines a ledger has had: beside it, so that whoever reads a ledger that was cut or emptied knows it. */
export interface LedgerExtent {
  /** The most lines that were written; 0 where nobody counted. */
  readonly known: number;
  /** Counts lines that are on the disk; what was known to be more stays. */
  note(lines: number): Promise<void>;
  /** What is missing has been dealt with: from now on these lines are all. */
  settle(lines: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the count of a ledger's lines, `deliveries-extent.jsonl` for `deliveries.jsonl`. It is written after the lines, so it is
 * never ahead of them, and over itself, which costs a send nothing. Counts of two machines may be in it: the greatest counts.
 */
export async function openExtent(ledgerPath: string): Promise<LedgerExtent> {
  const path = ledgerPath.replace(/\.jsonl$/, '-extent.jsonl');
  let known = Math.max(
    0,
    ...[...((await readText(path)) ?? '').matchAll(/"lines": *(\d+)\}/g)].map(([, n]) => Number(n)),
  );
  let file: FileHandle | undefined;
  return {
    get known() {
      return known;
    },
    async note(lines) {
      if (lines <= known) return;
      known = lines;
      if (file === undefined) {
        await writeFileAtomic(path, textOf(known));
        file = await open(path, 'r+');
      } else await file.write(textOf(known), 0);
    },
    async settle(lines) {
      await file?.close();
      file = undefined;
      known = lines;
      await writeFileAtomic(path, textOf(known));
    },
    close: async () => file?.close(),
  };
}

/** Always as long. */
function textOf(lines: number): string {
  return `{"lines": ${String(lines).padStart(12)}}\n`;
}
