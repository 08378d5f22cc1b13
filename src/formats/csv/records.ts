import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** One record of a CSV file as it stands there. */
export interface CsvRecord {
  /** The line that the record begins on, from 1; a quoted value may span several. */
  readonly line: number;
  /** Offset of its first byte, and of the first byte after it (its line end excluded). */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The records of a CSV file, one by one, blank lines left out. It splits where DuckDB does (a quotation mark counts only at the
 * start of a field), and so can tell the line of the nth record, which DuckDB itself counts wrongly after a quoted line break.
 */
export async function* csvRecords({
  path,
  gzip,
  delimiter,
}: {
  readonly path: string;
  readonly gzip: boolean;
  readonly delimiter: string;
}): AsyncGenerator<CsvRecord> {
  const splitter = new RecordSplitter(delimiter.charCodeAt(0));
  for await (const chunk of openBytes(path, gzip)) yield* splitter.add(chunk as Buffer);
  yield* splitter.end();
}

/** The fields of one record; doubled quotation marks in a quoted field are one. */
export function csvFields(record: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  let rest = record;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const end = rest.indexOf(delimiter, quoted === null ? 0 : quoted[0].length);
    const raw = end === -1 ? rest : rest.slice(0, end);
    fields.push(quoted === null ? raw : (quoted[1] ?? '').replaceAll('""', '"') + raw.slice(quoted[0].length));
    if (end === -1) return fields;
    rest = rest.slice(end + delimiter.length);
  }
}

/** A file's bytes, unpacked. */
export function openBytes(path: string, gzip: boolean): Readable {
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 });
  if (!gzip) return bytes;
  const unpacked = createGunzip();
  bytes.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => bytes.destroy());
  return bytes.pipe(unpacked);
}

type State = 'start' | 'plain' | 'quoted' | 'closed';

/** Holds where in the file the splitting has come to, across chunks. */
class RecordSplitter {
  private readonly delimiter: number;
  private state: State = 'start';
  private line = 1;
  private recordLine = 1;
  private offset = 0;
  private recordStart = 0;
  private previous = 0;
  private held: Buffer[] = [];

  constructor(delimiter: number) {
    this.delimiter = delimiter;
  }

  *add(chunk: Buffer): Generator<CsvRecord> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const isLineEnd = byte === LF || byte === CR;
      // The second half of a CRLF belongs to the line end that its first half made.
      const isSecondHalf = byte === LF && this.previous === CR;
      if (isLineEnd && !isSecondHalf) this.line += 1;
      if (isLineEnd && this.state !== 'quoted') {
        if (!isSecondHalf) yield* this.finish(chunk.subarray(from, at), this.offset + at);
        from = at + 1;
        this.recordStart = this.offset + from;
        this.recordLine = this.line;
      } else this.step(byte);
      this.previous = byte;
    }
    if (from < chunk.length) this.held.push(chunk.subarray(from));
    this.offset += chunk.length;
  }

  *end(): Generator<CsvRecord> {
    yield* this.finish(Buffer.alloc(0), this.offset);
  }

  private step(byte: number): void {
    if (byte === QUOTE) {
      if (this.state === 'start') this.state = 'quoted';
      else if (this.state === 'quoted') this.state = 'closed';
      else if (this.state === 'closed' && this.previous === QUOTE) this.state = 'quoted';
    } else if (this.state !== 'quoted') {
      this.state = byte === this.delimiter ? 'start' : 'plain';
    }
  }

  private *finish(tail: Buffer, end: number): Generator<CsvRecord> {
    const bytes = this.held.length === 0 ? tail : Buffer.concat([...this.held, tail]);
    this.held = [];
    this.state = 'start';
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (text !== '') yield { line: this.recordLine, start: this.recordStart, end, text };
  }
}
