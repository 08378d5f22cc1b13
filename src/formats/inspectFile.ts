import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoderStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { ProblemsError } from '../lib/problem.ts';

const LF = 0x0a;

export interface InspectedFile {
  /** The file itself, or its copy in UTF-8. */
  readonly path: string;
  /** Of the file as it lies there. */
  readonly sha256: string;
  readonly bytes: number;
  /** The first that is neither blank nor a byte order mark. */
  readonly firstCharacter: string;
  /** Whether the file begins with all that it was when it was known. */
  readonly isGrown: boolean;
}

/** A file as it was read before. */
export interface KnownFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly isClean: boolean;
}

interface InspectRequest {
  readonly path: string;
  /** The file's name in messages. */
  readonly label: string;
  readonly gzip: boolean;
  readonly isText: boolean;
  /** Where a copy in UTF-8 goes, if one is needed. */
  readonly copy: string;
  readonly known?: KnownFile | undefined;
}

/**
 * Reads a file through once: its hash, and whether its text is UTF-8. UTF-16, which spreadsheets write, is copied as UTF-8.
 * Throws a ProblemsError with the line where any other encoding shows: to guess it is to print wrong names.
 */
export async function inspectFile(request: InspectRequest): Promise<InspectedFile> {
  const hash = createHash('sha256');
  const text = new Utf8Check();
  const growth = new GrowthCheck(request.known);
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(request.path, { highWaterMark: 1 << 18 })) {
      const before = growth.cut(chunk as Buffer, bytes);
      hash.update((chunk as Buffer).subarray(0, before));
      if (before > 0) growth.compare(() => hash.copy().digest('hex'), bytes + before);
      hash.update((chunk as Buffer).subarray(before));
      bytes += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  };
  const unpacked = request.gzip && request.isText ? createGunzip() : new PassThrough();
  try {
    await pipeline(hashed, unpacked, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) if (request.isText) text.add(chunk);
      if (request.isText) text.end();
    });
  } catch (error) {
    throw unreadable(request, error);
  }
  const sha256 = hash.digest('hex');
  const told = { sha256, bytes, firstCharacter: text.first, isGrown: growth.isGrown };
  if (text.utf16 !== undefined) return { path: await utf8Copy(request, text.utf16), ...told };
  const { badLine: line, hasZero } = text;
  if (line === undefined) return { path: request.path, ...told };
  const found = hasZero
    ? {
        message: 'There is a zero byte in this line: no text has one.',
        hint: 'Was the file cut, or is it no text at all?',
      }
    : {
        message: 'The text is not UTF-8 from this line on; it may be Windows-1252, Latin-1 or CP949.',
        hint: 'Save it as UTF-8.',
      };
  throw new ProblemsError([{ file: request.label, line, ...found }]);
}

function unreadable({ label, gzip }: InspectRequest, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const message =
    gzip && code.startsWith('Z_') ? 'The file is not whole, or not gzip at all.' : `The file cannot be read (${code}).`;
  return new ProblemsError([{ file: label, message }]);
}

type Utf16 = 'utf-16le' | 'utf-16be';

async function utf8Copy({ path, copy, gzip }: InspectRequest, encoding: Utf16): Promise<string> {
  await mkdir(dirname(copy), { recursive: true });
  const bytes = createReadStream(path);
  const unpacked = gzip ? bytes.pipe(createGunzip()) : bytes;
  const decoded = Readable.toWeb(unpacked).pipeThrough(new TextDecoderStream(encoding));
  await pipeline(Readable.fromWeb(decoded), createWriteStream(copy));
  return copy;
}

/** Tells whether a file that is read through begins with what it was before. */
class GrowthCheck {
  isGrown = false;
  private readonly known: KnownFile | undefined;

  constructor(known: KnownFile | undefined) {
    this.known = known;
  }

  /** How much of a chunk, which begins at an offset, was there before; 0 unless the old end lies in it. */
  cut(chunk: Buffer, offset: number): number {
    const within = (this.known?.bytes ?? 0) - offset;
    return within > 0 && within <= chunk.length ? within : 0;
  }

  compare(hash: () => string, bytes: number): void {
    if (bytes === this.known?.bytes) this.isGrown = hash() === this.known.sha256;
  }
}

/** Holds what the check must remember from one chunk to the next: the line, and a character that a chunk's end cuts. */
class Utf8Check {
  badLine: number | undefined;
  /** What is bad about that line. */
  hasZero = false;
  utf16: Utf16 | undefined;
  first = '';
  private line = 1;
  private held = Buffer.alloc(0);
  private isBegun = false;

  add(chunk: Buffer): void {
    if (this.badLine !== undefined || this.utf16 !== undefined) return;
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    if (!this.isBegun) this.utf16 = utf16Of(bytes);
    this.isBegun = true;
    const whole = bytes.length - cutLength(bytes);
    this.check(bytes.subarray(0, whole));
    this.held = Buffer.from(bytes.subarray(whole));
  }

  end(): void {
    if (this.utf16 === undefined && this.badLine === undefined) this.check(this.held);
  }

  private check(bytes: Buffer): void {
    if (this.utf16 !== undefined) return;
    if (this.first === '')
      this.first = bytes
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trimStart()
        .charAt(0);
    const zero = bytes.indexOf(0);
    if (zero !== -1 || !isUtf8(bytes)) {
      this.hasZero = zero !== -1;
      this.badLine = this.line + (this.hasZero ? lineEnds(bytes.subarray(0, zero)) : firstBadLine(bytes));
      return;
    }
    this.line += lineEnds(bytes);
  }
}

/** By its byte order mark, or by the zero byte that half of a Latin letter is. */
function utf16Of(bytes: Buffer): Utf16 | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}

/** How many bytes at the end begin a character that they do not end. */
function cutLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

function lineEnds(bytes: Buffer): number {
  let ends = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) ends += 1;
  return ends;
}

/** Line ends before the first line that is not UTF-8. */
function firstBadLine(bytes: Buffer): number {
  let line = 0;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(LF, from);
    if (!isUtf8(bytes.subarray(from, end === -1 ? bytes.length : end))) return line;
    if (end === -1) return line;
    from = end + 1;
  }
  return line;
}
