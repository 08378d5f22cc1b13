/** Every folder here with a case.json is a whole small product: it is run as case.json says, and held against `expected/`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readJson } from '../../src/lib/files.ts';
import { broadsheet, scratchFolder } from '../support/broadsheet.ts';
import { goldenDifferences } from '../support/golden.ts';

interface Case {
  /** When the run takes place. */
  readonly now: string;
  /** Exit code; 0 where absent. */
  readonly exit?: number;
}

const root = import.meta.dirname;
const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());

for (const { name } of folders) {
  const described = await readJson<Case>(join(root, name, 'case.json'));
  if (described === undefined) continue;
  test(`The project ${name} comes out as expected`, async () => {
    const out = await scratchFolder();
    const { now, exit = 0 } = described;
    const run = await broadsheet(['run', '--project', join(root, name), '--out', out, '--now', now]);
    expect(run, run.stderr).toMatchObject({ status: exit });
    expect(await goldenDifferences(join(root, name, 'expected'), await outcome(out))).toEqual([]);
  });
}

/** Snapshots, every page and every CSV: what a change of the engine or of the looks would change. */
async function outcome(out: string): Promise<ReadonlyMap<string, string>> {
  const paths = (await listFiles(out)).filter((path) => /^(snapshots\/.*\.json|site\/.*\.(html|csv))$/.test(path));
  const texts = await Promise.all(
    paths.map(async (path) => [path, readable(path, await readFile(join(out, path), 'utf8'))] as const),
  );
  return new Map(texts);
}

/** With lines, so that a difference can be seen as one; without the fonts and the names of style sheets, which change with the looks alone. */
function readable(path: string, text: string): string {
  if (path.endsWith('.json')) return `${JSON.stringify(JSON.parse(text), null, 1)}\n`;
  if (!path.endsWith('.html')) return text;
  return text
    .replace(/@font-face\s*\{[^}]*\}\s*/g, '')
    .replace(/(assets\/[\w-]+)-[0-9a-f]{10}\./g, '$1.')
    .replace(/></g, '>\n<');
}
