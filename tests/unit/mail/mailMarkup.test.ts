import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkMailHtml } from '../../../src/mail/compose/mailMarkup.ts';

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const mail = (body: string, head = ''): string =>
  `<!doctype html><html><head>${head}</head>\n<body>\n<table><tr><td>\n${body}\n</td></tr></table></body></html>`;

test.each([
  ['a picture', '<img src="https://elsewhere.example/a.png">', ''],
  ['a background', '<div style="background:url(https://elsewhere.example/a.png)">a</div>', ''],
  ['a comment for Outlook', '<!--[if mso]><img src="https://elsewhere.example/a.png"><![endif]-->', ''],
  ['a style', 'a', '<style>a { background: url(https://elsewhere.example/a.png) }</style>'],
  ['an import', 'a', '<style>@import "https://elsewhere.example/a.png";</style>'],
  ['a style sheet', 'a', '<link rel="stylesheet" href="https://elsewhere.example/a.css">'],
  ['a link', '<a href="javascript:https://elsewhere.example/a.png">a</a>', ''],
])('A mail that asks for something elsewhere by %s is told at its line', async (_, body, head) => {
  const text = mail(body, head);
  const folder = await folderOf({ 'edition.html.njk': text });
  const file = join(folder, 'edition.html.njk');
  await expect(checkMailHtml(text, file)).rejects.toThrow(/edition.html.njk(:[14])? {2}.*(elsewhere|@import|<link>)/);
});

test('More HTML than Gmail shows is an error, and an ordinary mail is none', async () => {
  await expect(checkMailHtml(mail('a'.repeat(102_000)), 'mail/edition.html.njk')).rejects.toThrow(
    /mail\/edition\.html\.njk {2}The mail has 102\d\d\d bytes of HTML/,
  );
  await checkMailHtml(mail('Good day'), 'mail/edition.html.njk');
});
