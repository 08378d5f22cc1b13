/** Values that want to be markup, formulas, templates or trouble: they come out as what they are, everywhere. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { simpleParser } from 'mailparser';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import { broadsheet, copyOfProject, scratchFolder } from '../support/broadsheet.ts';
import { readPdf } from '../support/readPdf.ts';
import { startReader } from '../support/siteBrowser.ts';

const EDITION = 'mark/readers/values/2026-W47';
const SPELLED = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  '{{ 7*191 }}',
  '{% raw %}',
  '[x](javascript:alert(4))',
];

let out = '';
let browser: Browser;

beforeAll(async () => {
  out = await scratchFolder();
  const project = await copyOfProject('hostile');
  const run = await broadsheet(['run', '--project', project, '--out', out, '--now', '2026-11-23T12:00:00Z']);
  expect(run, run.stderr).toMatchObject({ status: 0 });
  browser = await startReader();
});

afterAll(() => browser?.close());

/** Runs in a page: all that could only be there if a value had become markup. */
const LOOK = `(() => {
  const all = [...document.querySelectorAll('*')];
  const isOurScript = (element) => /^(\\.\\.\\/)*assets\\/page-[0-9a-f]+\\.js$/.test(element.getAttribute('src') ?? '');
  const urls = all.flatMap((element) => ['href', 'src', 'xlink:href', 'action'].map((name) => element.getAttribute(name) ?? ''));
  return {
    scripts: [...document.querySelectorAll('script')].filter((element) => !isOurScript(element)).length,
    handlers: all.filter((element) => element.getAttributeNames().some((name) => name.startsWith('on'))).length,
    images: [...document.images].filter((image) => !image.src.includes('logo')).length,
    foreign: document.querySelectorAll('iframe, object, embed, base, u, i:not([class]), meta[http-equiv=refresh]').length,
    urls: urls.filter((url) => /^\\s*(javascript|data|vbscript):/i.test(url)),
    text: document.body.innerText,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
})()`;

interface Look {
  readonly scripts: number;
  readonly handlers: number;
  readonly images: number;
  readonly foreign: number;
  readonly urls: readonly string[];
  readonly text: string;
  readonly overflow: number;
}

async function lookAt(path: string, width: number): Promise<Look & { readonly dialogs: readonly string[] }> {
  const page: Page = await browser.newPage();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  try {
    await page.setViewport({ width, height: 800 });
    await page.goto(pathToFileURL(join(out, 'site', path)).href, { waitUntil: 'load' });
    return { ...((await page.evaluate(LOOK)) as Look), dialogs };
  } finally {
    await page.close();
  }
}

describe('On every page of the site', () => {
  test('no value has become an element, a script, an attribute or a link; no template has run; nothing sticks out at 360 px', async () => {
    const paths = (await listFiles(join(out, 'site'))).filter((path) => path.endsWith('.html'));
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      const look = await lookAt(path, 360);
      expect(look, path).toMatchObject({
        scripts: 0,
        handlers: 0,
        images: 0,
        foreign: 0,
        urls: [],
        dialogs: [],
        overflow: 0,
      });
      expect(look.text, path).not.toContain('1337');
    }
  });

  test('the values are there, spelled as they are', async () => {
    const { text } = await lookAt(`${EDITION}/index.html`, 1200);
    for (const value of SPELLED) expect(text).toContain(value);
    for (const value of ['שלום עולם', '👩‍👩‍👧‍👦', '=cmd|', '9007199254740993', 'NaN']) expect(text).toContain(value);
    expect(text).not.toMatch(/Infinity|\bundefined\b|\[object/);
    expect((await lookAt('mark/metrics/index.html', 1200)).text).toContain(
      'Things <script>alert(\'label\')</script> & "quotes"',
    );
  });
});

test('No CSV holds a cell that a spreadsheet would run', async () => {
  const paths = (await listFiles(join(out, 'site', EDITION))).filter((path) => path.endsWith('.csv'));
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) {
    const text = await readFile(join(out, 'site', EDITION, path), 'utf8');
    const cells = cellsOf(text.replace(/^\uFEFF/, ''));
    const risky = cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(cell));
    expect(risky, path).toEqual([]);
  }
  const everything = await readFile(join(out, 'site', EDITION, 'data', 'everything-week.csv'), 'utf8');
  expect(everything).toContain('9007199254740993');
  expect(cellsOf(everything)).toContain("'=cmd|' /C calc'!A0");
});

/** RFC 4180. */
function cellsOf(csv: string): readonly string[] {
  return [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

test('The PDF has the values as text, and its title is a text too', async () => {
  const pdf = await readPdf(join(out, 'pdf', `${EDITION}.pdf`));
  const text = pdf.pages
    .map((page) => page.text)
    .join('\n')
    .replaceAll('\n', ' ');
  for (const value of ['<script>alert(1)</script>', '{{ 7*191 }}', '{% raw %}', "=cmd|' /C calc'!A0"])
    expect(text).toContain(value);
  expect(pdf.title).toContain("<script>alert('report')</script>");
  expect(text).not.toContain('1337');
});

test('The mail is one mail to one reader, and no value in it has become markup or a header', async () => {
  const [path = ''] = await listFiles(join(out, 'mail'));
  const source = await readFile(join(out, 'mail', path));
  const mail = await simpleParser(source);
  expect([mail.to].flat().map((to) => to?.text)).toEqual(['reader@example.org']);
  expect(mail.bcc).toBeUndefined();
  expect(mail.headers.get('bcc')).toBeUndefined();
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(source.toString('latin1').split('\r\n\r\n', 1)[0]).not.toMatch(/^Bcc:/im);
  expect(mail.attachments.some(({ contentType }) => contentType === 'application/pdf')).toBe(true);

  const page = await browser.newPage();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setContent(mail.html || '');
  const look = (await page.evaluate(LOOK)) as Look;
  await page.close();
  expect({ ...look, dialogs }).toMatchObject({ scripts: 0, handlers: 0, foreign: 0, dialogs: [] });
  expect(look.urls.filter((url) => !url.startsWith('data:image/'))).toEqual([]);
  expect(look.text).toContain("<script>alert('label')</script>");
  expect(`${look.text}${mail.text}`).not.toContain('1337');
  expect(mail.text).toContain("<script>alert('label')</script>");
});
