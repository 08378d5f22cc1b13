import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { hasCode } from './errorCode.ts';

/** Why a content file has no text: what it is, and where in it. */
export interface UnreadText {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly hint: string;
}

const CONFLICT = /^<{7} .*$/m;
const PUT_FILE = 'Put the file itself here.';

/**
 * A content file's text without a byte order mark, its lines ended by "\n"; or what is wrong with the file as such: a link
 * that leads nowhere, in a circle or out of the folder `within`, bytes that are not UTF-8, the marks of a merge.
 */
export async function readContent(
  path: string,
  { within }: { readonly within?: string } = {},
): Promise<string | UnreadText> {
  const link = await linkFault(path, within);
  if (link !== undefined) return link;
  const bytes = await readFile(path);
  let text: string;
  try {
    // The decoder also removes a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (error) {
    if (!hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw error;
    const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? '';
    return { ...placeAt(before, before.length), message: 'The file is not UTF-8.', hint: 'Save it as UTF-8.' };
  }
  const conflict = CONFLICT.exec(text);
  if (conflict === null || !/^={7}$/m.test(text)) return text;
  const hint = 'Decide what stays, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.';
  return { ...placeAt(text, conflict.index), message: 'A merge has left its marks here.', hint };
}

async function linkFault(path: string, within: string | undefined): Promise<UnreadText | undefined> {
  if (!(await lstat(path)).isSymbolicLink() && within === undefined) return undefined;
  try {
    if ((await stat(path)).isDirectory())
      return { message: 'This link goes round to a folder that it lies in.', hint: 'Remove it.' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ELOOP') return { message: 'This link goes round in a circle.', hint: PUT_FILE };
    if (code === 'ENOENT') return { message: 'This link goes to nothing.', hint: PUT_FILE };
    throw error;
  }
  if (within === undefined) return undefined;
  const [real, top] = await Promise.all([realpath(path), realpath(within)]);
  return real.startsWith(top + sep) ? undefined : { message: 'This link goes out of the folder.', hint: PUT_FILE };
}

/** Where an offset (in UTF-16 units, from 0) of a text lies; line and column count from 1. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
