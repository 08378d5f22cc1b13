import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openBytes } from '../csv/records.ts';

interface JsonText {
  readonly path: string;
  readonly gzip: boolean;
}

/** A text, one that goes on in the next piece, or a number; what stands in a text is none. A broken one ends with its line. */
const TOKEN = /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*(?:"|(?=\n)|\\?$)|-?\d[\d.eE+-]*/g;
/** Sixteen digits and a point or an exponent among or behind them: DuckDB makes a double of it. */
const MAY_ROUND = /(?=[\d.]*[.eE])(?:\d\.?){16}/;
/** A piece of a number that the next piece may go on with. */
const LONGEST_NUMBER = 400;

/**
 * The file, or a copy in which numbers with a fraction that DuckDB's JSON reader would round stand as texts, digit for digit.
 * Lines stay where they are.
 */
export async function withExactNumbers<File extends JsonText>(file: File, scratchFile: () => string): Promise<File> {
  if (!(await hasLongNumber(file))) return file;
  const path = scratchFile();
  await pipeline(openBytes(file.path, file.gzip), quoted, createWriteStream(path));
  return { ...file, path, gzip: false };
}

async function hasLongNumber({ path, gzip }: JsonText): Promise<boolean> {
  let before = '';
  for await (const chunk of openBytes(path, gzip)) {
    const text = before + (chunk as Buffer).toString('latin1');
    if (MAY_ROUND.test(text)) return true;
    before = text.slice(-LONGEST_NUMBER);
  }
  return false;
}

/** Byte for byte in latin1: what it looks for is ASCII, and no byte of a longer character in UTF-8 is. */
async function* quoted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk.toString('latin1');
    let heldFrom = text.length;
    const written = text.replaceAll(TOKEN, (token, at: number) => {
      const isLast = at + token.length === text.length;
      if (isLast) heldFrom = at;
      return isLast || token.startsWith('"') || !MAY_ROUND.test(token) ? token : `"${token}"`;
    });
    held = text.slice(heldFrom);
    yield Buffer.from(written.slice(0, written.length - held.length), 'latin1');
  }
  yield Buffer.from(held, 'latin1');
}
