import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs/benchmarks.md');
const MARKS = /(<!-- measured -->\n)[\s\S]*?(<!-- \/measured -->)/;

/** Keeps the last tables in docs/benchmarks.md, between its marks. */
export async function writeTables(lines: readonly string[]): Promise<void> {
  const text = await readFile(DOCS, 'utf8');
  if (!MARKS.test(text)) throw new Error(`${DOCS} lacks the marks between which the tables belong.`);
  await writeFile(
    DOCS,
    text.replace(MARKS, (_, begin: string, end: string) => `${begin}${lines.join('\n')}\n${end}`),
  );
}
