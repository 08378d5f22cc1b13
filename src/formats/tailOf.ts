import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { csvRecords } from './csv/records.ts';

const [QUOTE, LF, CR] = [0x22, 0x0a, 0x0d];
/** Lines that are longer than this are not looked through. */
const LONGEST_LINE = 1 << 16;

/**
 * Whether a file of lines can be read from an offset on: a line ends there, and in CSV a record. Of a file without bad rows every
 * record had come to its end; else the last line must hold no quotation mark, which might not have been closed.
 */
export async function isWholeUntil(
  path: string,
  offset: number,
  { isCsv, isClean }: { readonly isCsv: boolean; readonly isClean: boolean },
): Promise<boolean> {
  const from = Math.max(0, offset - LONGEST_LINE);
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(offset - from);
    await file.read(bytes, 0, bytes.length, from);
    if (bytes.at(-1) !== LF) return false;
    if (!isCsv || isClean) return true;
    const begin = bytes.subarray(0, -1).lastIndexOf(LF);
    return (begin !== -1 || from === 0) && !bytes.subarray(begin + 1).includes(QUOTE);
  } finally {
    await file.close();
  }
}

interface TailRequest {
  readonly path: string;
  readonly from: number;
  readonly target: string;
  /** Of a CSV file with a header, which the tail gets as well. */
  readonly delimiter?: string | undefined;
}

/** Writes what a file has from an offset on. Returns how many lines it has more before that than the tail has of the header. */
export async function writeTail({ path, from, target, delimiter }: TailRequest): Promise<() => Promise<number>> {
  await mkdir(dirname(target), { recursive: true });
  const end = delimiter === undefined ? 0 : await endOfHeader(path, delimiter);
  const parts = async function* (): AsyncGenerator<Buffer> {
    if (end > 0) yield* createReadStream(path, { end: end - 1 });
    yield* createReadStream(path, { start: from });
  };
  await pipeline(parts, createWriteStream(target));
  return async () => (await linesIn(path, from)) - (end === 0 ? 0 : await linesIn(path, end));
}

/** Where the line after the header begins. */
async function endOfHeader(path: string, delimiter: string): Promise<number> {
  let end = 0;
  for await (const record of csvRecords({ path, gzip: false, delimiter })) {
    end = record.end;
    break;
  }
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(2);
    await file.read(bytes, 0, 2, end);
    return end + (bytes[0] === CR && bytes[1] === LF ? 2 : 1);
  } finally {
    await file.close();
  }
}

/** Line ends before an offset, as an editor counts them. */
async function linesIn(path: string, offset: number): Promise<number> {
  let [lines, previous] = [0, 0];
  for await (const chunk of createReadStream(path, { end: offset - 1 }))
    for (const byte of chunk as Buffer) {
      if (byte === CR || (byte === LF && previous !== CR)) lines += 1;
      previous = byte;
    }
  return lines;
}
