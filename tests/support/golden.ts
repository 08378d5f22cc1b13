import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileExists, listFiles, readText, writeFileAtomic } from '../../src/lib/files.ts';

const CHANGED = /-changed(\.[^./]+)$/;

/**
 * Holds texts against the files of a folder that say how they are to be. Returns what differs, a line each. A missing
 * file is written, unless on a build machine (CI=true), where it is a failure; a text that differs is written beside as
 * `<name>-changed`, and a text that is no more as an empty one: `npm run golden` accepts these.
 */
export async function goldenDifferences(
  folder: string,
  texts: ReadonlyMap<string, string>,
  {
    isBuildMachine = process.env['CI'] === 'true',
    only,
  }: {
    readonly isBuildMachine?: boolean;
    /** The folder's one golden file, where others lie beside it. */
    readonly only?: string;
  } = {},
): Promise<readonly string[]> {
  const differences: string[] = [];
  const known = (await listFiles(folder)).filter((path) => !CHANGED.test(path) && path === (only ?? path));
  for (const path of [...new Set([...known, ...texts.keys()])].sort()) {
    const text = texts.get(path) ?? '';
    const expected = await readText(join(folder, path));
    const beside = join(folder, path.replace(/(\.[^./]+)$/, '-changed$1'));
    if (texts.has(path) && expected === text) await rm(beside, { force: true });
    else if (expected === undefined) {
      if (isBuildMachine) differences.push(`${path} is missing: run the test where you work, and commit it.`);
      else await writeFileAtomic(join(folder, path), text);
    } else {
      if (!isBuildMachine) await writeFileAtomic(beside, text);
      const what = texts.has(path) ? `differs ${firstDifference(expected, text)}` : 'is no longer made';
      differences.push(`${path} ${what}: look at it, then \`npm run golden\` to accept.`);
    }
  }
  return differences;
}

function firstDifference(expected: string, actual: string): string {
  const [ours, theirs] = [actual.split('\n'), expected.split('\n')];
  const line = theirs.findIndex((text, index) => text !== ours[index]);
  const at = line < 0 ? theirs.length : line;
  return `at line ${at + 1}`;
}

/** Accepts what `goldenDifferences` wrote beside. Returns the paths of the files that changed. */
export async function acceptGolden(folder: string): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const path of (await listFiles(folder)).filter((each) => CHANGED.test(each))) {
    const target = path.replace(CHANGED, '$1');
    const text = await readFile(join(folder, path), 'utf8');
    if (text === '') await rm(join(folder, target), { force: true });
    else if (await fileExists(join(folder, target))) await writeFileAtomic(join(folder, target), text);
    await rm(join(folder, path));
    accepted.push(target);
  }
  return accepted;
}
