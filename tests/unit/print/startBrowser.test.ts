import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserPrograms, installedPaths } from '../../../src/print/browserPrograms.ts';
import { findBrowser } from '../../../src/print/startBrowser.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-browser-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The real environment, with some of its variables replaced. */
function envWith(replaced: Readonly<Record<string, string | undefined>>): (name: string) => string | undefined {
  return (name) => (name in replaced ? replaced[name] : process.env[name]);
}

test('A browser that BROADSHEET_BROWSER names is the only one tried, and one message says why it did not start', async () => {
  const path = join(folder, 'no-browser');
  await expect(findBrowser({ env: envWith({ BROADSHEET_BROWSER: path }) })).rejects.toThrow(
    /^The browser that BROADSHEET_BROWSER names does not start\. Tried:\n {2}.*no-browser \(BROADSHEET_BROWSER\): .*\n {2}Set BROADSHEET_BROWSER to the path of/,
  );
});

test('A program that is called Chrome and does not start is passed over for the next', async () => {
  const broken = join(folder, 'chrome-headless-shell');
  await writeFile(broken, '#!/bin/sh\necho "error while loading shared libraries: libgone.so" >&2\nexit 127\n');
  await chmod(broken, 0o755);
  const found = await findBrowser({
    env: envWith({ BROADSHEET_BROWSER: undefined, PATH: `${folder}:${process.env['PATH']}` }),
  });
  expect(found.path).not.toBe(broken);
  expect(found.version).toMatch(/Chrom/);
});

test('With no browser on PATH the one of npm starts', { skip: process.platform !== 'linux' }, async () => {
  const found = await findBrowser({ env: envWith({ BROADSHEET_BROWSER: undefined, PATH: folder }) });
  expect(found.version).toMatch(/Chrom/);
});

test('A headless shell comes before a full browser, the one of npm before what is installed in full', {
  skip: process.platform !== 'linux' || process.arch !== 'x64',
}, async () => {
  const [full, shell] = ['google-chrome', 'chromium-headless-shell'].map((name) => join(folder, name));
  for (const path of [full, shell]) await writeFile(path ?? '', '#!/bin/sh\n', { mode: 0o755 });
  const programs = [];
  for await (const program of browserPrograms(envWith({ BROADSHEET_BROWSER: undefined, PATH: folder })))
    programs.push(program);
  const own = programs.filter(({ path, origin }) => path.startsWith(folder) || origin.startsWith('from npm'));
  const broken = join(folder, 'chrome-headless-shell');
  expect(
    own.filter(({ path }) => path !== broken).map(({ path, origin }) => (origin === 'installed' ? path : origin)),
  ).toEqual([shell, 'from npm', 'from npm, with its own libraries', full]);
});

test('Each platform has its own places', () => {
  const env = envWith({ PATH: '/a:/b', HOME: '/home/me', PROGRAMFILES: 'C:\\Programs' });
  expect(installedPaths(env, 'linux')).toContain('/opt/google/chrome/chrome');
  expect(installedPaths(env, 'darwin')).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(installedPaths(env, 'win32')).toContain('C:\\Programs\\Google\\Chrome\\Application\\chrome.exe');
});
