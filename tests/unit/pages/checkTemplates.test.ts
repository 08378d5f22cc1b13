import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import { checkTemplates } from '../../../src/pages/checkTemplates.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}
async function link(name: string, to: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await symlink(to, join(folder, name));
}
const told = async (): Promise<readonly string[]> => (await checkTemplates(folder)).map(formatProblem);

test('The engine’s own templates, words and sheets have no fault', async () => {
  expect(await checkTemplates(join(import.meta.dirname, '../../..'))).toEqual([]);
});

test('A project without templates of its own has none', async () => {
  expect(await told()).toEqual([]);
});

test('A link is told as what it is', async () => {
  await file('secret.njk', 'a');
  await link('templates/parts/nowhere.njk', 'gone.njk');
  await link('templates/parts/round.njk', 'round.njk');
  await link('templates/parts/out.njk', '../../secret.njk');
  await link('templates/parts/up', '..');
  expect(await told()).toEqual([
    'templates/parts/nowhere.njk  This link goes to nothing.  Put the file itself here.',
    'templates/parts/out.njk  This link goes out of the folder.  Put the file itself here.',
    'templates/parts/round.njk  This link goes round in a circle.  Put the file itself here.',
    'templates/parts/up  This link goes round to a folder that it lies in.  Remove it.',
  ]);
});

test('What is not UTF-8, or holds the marks of a merge, is told with its line', async () => {
  await file('templates/layouts/page.js', Buffer.from('\n// "skip: \u00fcber"', 'latin1'));
  await file('templates/parts/footer.njk', 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n');
  expect(await told()).toEqual([
    'templates/layouts/page.js:2:11  The file is not UTF-8.  Save it as UTF-8.',
    'templates/parts/footer.njk:2:1  A merge has left its marks here.  Decide what stays, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.',
  ]);
});

test('A mail includes what lies beside it, and nothing of the pages', async () => {
  await file('templates/mail/edition.txt.njk', '{% include "sign.njk" %}{% include "parts/footer.njk" %}');
  await file('templates/mail/sign.njk', '{{ title }}');
  expect(await told()).toEqual([
    'templates/mail/edition.txt.njk:1:28  There is no template "parts/footer.njk".  A template is named by its place below templates/, such as "parts/footer.njk".',
  ]);
});
