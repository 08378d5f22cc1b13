import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPrinter, type Print, type Printer } from '../../src/print/openPrinter.ts';
import { type ReadPdf, readPdf } from '../support/readPdf.ts';

const root = join(import.meta.dirname, '../..');
const effects = {
  env: (name: string): string | undefined => process.env[name],
  log: { info: () => {}, progress: () => {}, warn: () => {} },
};
const MM = 72 / 25.4;

/** Below the repository, because pages load the layouts' style sheets by relative addresses. */
let folder: string;
let printer: Printer;

beforeAll(async () => {
  await mkdir(join(root, 'output'), { recursive: true });
  folder = await mkdtemp(join(root, 'output', 'fit-test-'));
  printer = await openPrinter({ effects, siteDir: root, siteUrl: 'https://reports.example.org' });
});

afterAll(async () => {
  await printer.close();
  await rm(folder, { recursive: true, force: true });
});

/** The layouts' own sheets and an edition's own page rules around a body. */
async function printed(name: string, body: string, html = 'lang="en"'): Promise<Print & { readonly pdf: ReadPdf }> {
  const path = join(folder, `${name}.html`);
  const sheets = ['tokens', 'page', 'print'].map(
    (sheet) => `<link rel="stylesheet" href="../../templates/layouts/${sheet}.css">`,
  );
  const pages = '<style>@page { size: A4 } @page sideways { size: A4 landscape }</style>';
  const article = `<article data-columns="Columns {from}–{to} of {total}" data-cut="Not all of this fits."><div class="body">${body}</div></article>`;
  await writeFile(
    path,
    `<!doctype html><html ${html}><head><meta charset="utf-8"><title>${name}</title>${sheets.join('')}${pages}</head><body class="edition"><main>${article}</main></body></html>`,
  );
  const pdf = path.replace(/html$/, 'pdf');
  const print = await printer.print({ html: path, pdf, day: '2026-11-22', paper: 'A4' });
  return { ...print, pdf: await readPdf(pdf) };
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[], className = ''): string => `
<figure class="figure table"><figcaption><p class="title">Shops</p></figcaption><div class="panel panel-1"><div class="scroll">
<table class="${className}"><thead><tr>${heads.map((head, at) => `<th scope="col"${at === 0 ? '' : ' class="number"'}>${head}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([first, ...rest]) => `<tr><th scope="row"><bdi>${first}</bdi></th>${rest.map((cell) => `<td class="number">${cell}</td>`).join('')}</tr>`).join('')}</tbody></table></div>
<p class="foot">A remark</p></div></figure>`;

const columns = (count: number, width = 9): string =>
  table(
    ['Shop', ...Array.from({ length: count - 1 }, (_, at) => `Head${at + 2}`)],
    ['North', 'South'].map((name) => [
      name,
      ...Array.from({ length: count - 1 }, (_, at) => `${at + 2}`.padStart(width, '7')),
    ]),
  );

const textOf = ({ pages }: ReadPdf): string => pages.map(({ text }) => text).join('\n');
const isWord = ({ text }: { readonly text: string }): boolean => text.trim() !== '';
const isLandscape = ({ width, height }: ReadPdf['pages'][number]): boolean => width > height;
const sizesOf = (pdf: ReadPdf): readonly number[] =>
  pdf.pages.flatMap(({ texts }) => texts.filter(isWord).map(({ height }) => height));
const nothingPastMargins = (pdf: ReadPdf): void => {
  for (const { texts, width } of pdf.pages)
    for (const { text, x, width: long } of texts.filter(isWord)) {
      expect(x, text).toBeGreaterThan(16 * MM - 2);
      expect(x + long, text).toBeLessThan(width - 16 * MM + 2);
    }
};

test('A table that is a little too wide stays on its page in smaller type', async () => {
  const { pdf, warnings } = await printed('a-little', columns(12));
  expect(warnings).toEqual([]);
  expect(pdf.pages.map(isLandscape)).toEqual([false]);
  expect(textOf(pdf)).toContain('777777712');
  expect(Math.min(...sizesOf(pdf))).toBeGreaterThanOrEqual(6.4);
  nothingPastMargins(pdf);
});

test('One of 19 columns takes a page on its side, its heading with it, and what follows does not', async () => {
  const { pdf, warnings } = await printed('nineteen', `<p>Before</p><h2>Wide</h2>${columns(19)}<p>After</p>`);
  expect(warnings).toEqual([]);
  expect(pdf.pages.map(isLandscape)).toEqual([false, true, false]);
  expect(pdf.pages[1]?.text).toMatch(/Wide[\s\S]*777777719/);
  expect(pdf.pages[2]?.text).toContain('After');
  expect(Math.min(...sizesOf(pdf))).toBeGreaterThanOrEqual(6.4);
  nothingPastMargins(pdf);
});

test('One of 60 columns is continued below itself: every column once, the first in each part, and each part says which', async () => {
  const { pdf, warnings } = await printed('sixty', columns(60));
  expect(warnings).toEqual([]);
  const text = textOf(pdf).replaceAll('\n', ' ');
  for (let at = 2; at <= 60; at += 1) {
    expect(text.match(new RegExp(`Head${at}(?!\\d)`, 'g')) ?? [], `column ${at}`).toHaveLength(1);
    expect(text.match(new RegExp(`(?<!\\d)${String(at).padStart(9, '7')}(?!\\d)`, 'g')) ?? []).toHaveLength(2);
  }
  const parts = [...text.matchAll(/Columns (\d+)–(\d+) of 60/g)].map(([, from, to]) => [Number(from), Number(to)]);
  expect(parts.length).toBeGreaterThan(1);
  expect([parts[0]?.[0], parts.at(-1)?.[1]]).toEqual([2, 60]);
  expect(text.match(/North/g)).toHaveLength(parts.length);
  nothingPastMargins(pdf);
});

test('A heat table of 40 columns with a heading over all of them is whole on paper, too', async () => {
  const heads = Array.from({ length: 40 }, (_, at) => `<th scope="col"><bdi>${at}</bdi></th>`).join('');
  const cells = Array.from({ length: 40 }, (_, at) => `<td class="step-3">${100_000 + at}</td>`).join('');
  const { pdf, warnings } = await printed(
    'heat',
    `<figure class="figure heat"><div class="panel panel-1"><div class="scroll"><table class="cells dense"><thead>
    <tr><td></td><th scope="colgroup" colspan="40" class="over">Months since</th></tr><tr><th scope="col">Cohort</th>${heads}</tr></thead>
    <tbody><tr><th scope="row"><bdi>January</bdi></th>${cells}</tr></tbody></table></div></div></figure>`,
  );
  expect(warnings).toEqual([]);
  for (let at = 0; at < 40; at += 1) expect(textOf(pdf)).toContain(String(100_000 + at));
  nothingPastMargins(pdf);
});

test('What cannot be made to fit is named to the maintainer and told to the reader', async () => {
  const { pdf, warnings } = await printed('cannot', table(['Shop', 'Number'], [['North', '9'.repeat(400)]]));
  expect(warnings).toEqual([expect.stringContaining('"Shops" is wider than the paper')]);
  expect(textOf(pdf)).toContain('Not all of this fits.');
});

test('Of more than 500 rows paper has the first 500', async () => {
  const rows = Array.from({ length: 620 }, (_, at) => [`Row ${at + 1}`, '1']);
  const { pdf } = await printed('rows', table(['Shop', 'Number'], rows));
  expect(textOf(pdf)).toContain('Row 500');
  expect(textOf(pdf)).not.toContain('Row 501');
});

test('A figure’s value that is longer than its card is made smaller, not printed over its neighbour', async () => {
  const card = (value: string): string =>
    `<li class="kpi"><p class="label">Revenue</p><p class="value">${value}</p></li>`;
  const { pdf, warnings } = await printed(
    'kpis',
    `<ul class="kpis of-5">${['1', '−₩123,456,789,012,345', '2', '3', '4'].map(card).join('')}</ul>`,
  );
  expect(warnings).toEqual([]);
  const [page] = pdf.pages;
  const long = page?.texts.find(({ text }) => text.includes('123,456'));
  const next = page?.texts.find(({ text }) => text === '2');
  expect((long?.x ?? 0) + (long?.width ?? 0)).toBeLessThan(next?.x ?? 0);
});

const half = (name: string, mm = 60): string =>
  `<figure class="figure half" id="${name}"><figcaption><p class="title">${name}</p></figcaption><div class="drawing" style="height:${mm}mm"></div></figure>\n`;

test.each([
  ['English', 'lang="en"', (one: number, other: number) => one < other],
  ['Hebrew', 'lang="he" dir="rtl"', (one: number, other: number) => one > other],
] as const)(
  'Six halves in a row stand two by two, an odd one at the beginning of its line: %s',
  async (name, html, before) => {
    const { pdf, warnings } = await printed(
      `halves-${name}`,
      `${['H1', 'H2', 'H3', 'H4', 'H5', 'H6'].map((one) => half(one)).join('')}<p>Between</p>${half('H7')}${columns(3)}`,
      html,
    );
    expect(warnings).toEqual([]);
    const found = (text: string): { page: number; x: number; y: number } => {
      const page = pdf.pages.findIndex((one) => one.texts.some((placed) => placed.text === text));
      const placed = pdf.pages[page]?.texts.find((one) => one.text === text);
      return { page, x: Math.round(placed?.x ?? 0), y: Math.round(placed?.y ?? 0) };
    };
    for (const [one, other] of [
      ['H1', 'H2'],
      ['H3', 'H4'],
      ['H5', 'H6'],
    ] as const) {
      expect([found(one).page, found(one).y]).toEqual([found(other).page, found(other).y]);
      expect(before(found(one).x, found(other).x)).toBe(true);
    }
    expect(new Set(['H1', 'H3', 'H5', 'H7'].map((one) => found(one).x)).size).toBe(1);
    // Three pairs of 60 mm and more stand on two pages, and none is torn apart.
    expect(found('H6').page).toBe(found('H5').page);
  },
);

test('Letters that no font has are named, with what to install', async () => {
  const { warnings } = await printed('letters', '<p>Profit 👩 and ⟪a⟫ \u{1E900}</p>');
  expect(warnings).toEqual([expect.stringMatching(/boxes: .*👩 \(U\+1F469\).*npm install @fontsource\/noto-emoji/)]);
  expect((await printed('well', '<p>Revenue of Zażółć, Ελλάδα, € and Привет</p>')).warnings).toEqual([]);
});
