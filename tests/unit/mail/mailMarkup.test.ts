import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { mailHtml } from '../../../src/mail/compose/mailMarkup.ts';

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const mail = (body: string, head = ''): string =>
  `<mjml><mj-head>${head}</mj-head>\n<mj-body>\n<mj-section><mj-column>\n${body}\n</mj-column></mj-section></mj-body></mjml>`;

test.each([
  ['mj-image', '<mj-image src="https://elsewhere.example/a.png" />', ''],
  ['mj-raw', '<mj-raw><img src="https://elsewhere.example/a.png"></mj-raw>', ''],
  ['mj-style', '<mj-text>a</mj-text>', '<mj-style>a { background: url(https://elsewhere.example/a.png) }</mj-style>'],
  [
    'an attribute',
    '<mj-text css-class="a">a</mj-text>',
    '<mj-style>@import "https://elsewhere.example/a.png";</mj-style>',
  ],
  ['a link', '<mj-text><a href="javascript:https://elsewhere.example/a.png">a</a></mj-text>', ''],
])('A mail that asks for something elsewhere by %s is told at its line', async (_, body, head) => {
  const text = mail(body, head);
  const folder = await folderOf({ 'edition.mjml.njk': text });
  const file = join(folder, 'edition.mjml.njk');
  await expect(mailHtml(text, file)).rejects.toThrow(/edition.mjml.njk(:[14])? {2}.*(elsewhere|@import)/);
});

test('What is no MJML is told of the template, and the next mail is made', async () => {
  await expect(mailHtml('<p>', 'mail/edition.mjml.njk')).rejects.toThrow('mail/edition.mjml.njk  This is not MJML: ');
  await expect(mailHtml(mail('<mj-nothing />'), 'mail/edition.mjml.njk')).rejects.toThrow(
    'mail/edition.mjml.njk  <mj-nothing>: ',
  );
  expect(await mailHtml(mail('<mj-text>Good day</mj-text>'), '')).toContain('Good day');
});

test('A file of settings in the folder that somebody stands in is no program of the mail’s', async () => {
  const folder = await folderOf({
    '.mjmlconfig': '{"packages": ["./own.js"]}',
    'own.js':
      "require('node:fs').writeFileSync(__dirname + '/reached.txt', Object.keys(process.env).join()); module.exports = {};",
  });
  const module = new URL('../../../src/mail/compose/mailMarkup.ts', import.meta.url).href;
  const program = `const { mailHtml } = await import('${module}'); console.log((await mailHtml(${JSON.stringify(mail('<mj-text>Good day</mj-text>'))}, '')).includes('Good day'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
  });
  expect(stdout.trim()).toBe('true');
  expect(await readdir(folder)).not.toContain('reached.txt');
});
