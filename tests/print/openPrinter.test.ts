import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPrinter, type Printer } from '../../src/print/openPrinter.ts';
import { processesWith } from '../../src/print/processTree.ts';
import { findBrowser } from '../../src/print/startBrowser.ts';
import type { Paper } from '../../src/types.ts';
import { allTags, readPdf, textsPastMargin } from '../support/readPdf.ts';

const root = join(import.meta.dirname, '../..');
const env = (name: string): string | undefined => process.env[name];
const warned: string[] = [];
const log = { info: () => {}, progress: () => {}, warn: (message: string) => void warned.push(message) };
const effects = { env, log };
const SITE = 'https://reports.example.org';
const MM = 72 / 25.4;

/** Below the repository, because pages load fonts of node_modules by relative addresses. */
let folder: string;
let printer: Printer;

beforeAll(async () => {
  await mkdir(join(root, 'output'), { recursive: true });
  folder = await mkdtemp(join(root, 'output', 'print-test-'));
  printer = await openPrinter({ effects, siteDir: root, siteUrl: SITE });
});

afterAll(async () => {
  await printer.close();
  await rm(folder, { recursive: true, force: true });
});

async function reportPage(name: string, paperCss = ''): Promise<string> {
  const rows = Array.from({ length: 90 }, (_, index) => `<tr><td>channel ${index + 1}<td>${index * 7}`).join('\n');
  const source = await readFile(join(import.meta.dirname, 'pages/report.html'), 'utf8');
  const html = source
    .replaceAll('../../../', '../../')
    .replace('{{ROWS}}', rows)
    .replace('</style>', `${paperCss}</style>`);
  return page(name, html);
}

async function page(name: string, html: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, html);
  return path;
}

function job(html: string, paper: Paper = 'A4'): Parameters<Printer['print']>[0] {
  return { html, pdf: html.replace(/\.html$/, '.pdf'), day: '2026-11-22', paper };
}

const small = (body: string): string =>
  `<!doctype html><html lang="en"><title>Small</title><body>${body}</body></html>`;

describe('A printed report', () => {
  test('has pages with a running header, "page x of y" and the table head repeated on each', async () => {
    const html = await reportPage('report.html');
    const { pages } = await printer.print(job(html));
    const pdf = await readPdf(job(html).pdf);
    expect(pages).toBe(pdf.pages.length);
    expect(pages).toBeGreaterThanOrEqual(3);
    for (const [index, { text }] of pdf.pages.entries()) {
      expect(text).toContain('Growth · 16–22 November 2026');
      expect(text).toContain(`Page ${index + 1} of ${pages}`);
      if (text.includes('channel ')) expect(text).toContain('Channel name');
    }
  });

  test('says its title, its language and its date, and is tagged', async () => {
    const html = await reportPage('said.html');
    await printer.print(job(html));
    const pdf = await readPdf(job(html).pdf);
    expect(pdf).toMatchObject({ title: 'Growth, week 47 · 성장', language: 'ko', isTagged: true });
    expect(pdf.created).toBe("D:20261122000000+00'00'");
  });

  test('has bookmarks from its headings, and alternative text from a drawing’s title', async () => {
    const html = await reportPage('tags.html');
    await printer.print(job(html));
    const { outline, pages } = await readPdf(job(html).pdf);
    expect(outline).toEqual([
      {
        title: 'Active users rose 4.2%',
        children: [
          { title: 'Growth accounting', children: [] },
          { title: 'Channels', children: [{ title: 'How it is counted', children: [] }] },
        ],
      },
    ]);
    const tags = pages.flatMap((page) => allTags(page.tags));
    expect(tags.filter(({ role }) => role === 'Figure').map(({ alt }) => alt)).toEqual([
      'New, retained and churned users by week',
    ]);
    expect(tags.find(({ role }) => role === 'H1')?.text).toBe('Active users rose 4.2%');
    expect(tags.filter(({ role }) => role === 'TH').map(({ text }) => text)).toContain('Channel name');
  });

  test('embeds its fonts, Korean included, and keeps every text within its margins', async () => {
    const html = await reportPage('fonts.html');
    await printer.print(job(html));
    const pdf = await readPdf(job(html).pdf);
    const names = pdf.fonts.map(({ name }) => name).join(' ');
    expect(names).toContain('SourceSans3');
    expect(names).toContain('NotoSansKR');
    // A letter that no font of the page has would come from a font of the machine, or as a box.
    expect(pdf.fonts.filter(({ name, isEmbedded }) => !isEmbedded || !/^(SourceSans3|NotoSansKR)/.test(name))).toEqual(
      [],
    );
    expect(pdf.pages[0]?.text).toContain('지난주보다 활성 사용자가 늘었습니다. ₩1,234 · Δ');
    for (const page of pdf.pages) {
      expect(textsPastMargin(page, 5 * MM)).toEqual([]);
      expect(textsPastMargin(page, 40 * MM)).not.toEqual([]);
    }
  });

  test('is A4 or Letter as the edition asks, unless the page itself says', async () => {
    const plain = await page('plain.html', small('<p>Hello</p>'));
    const sizes: number[][] = [];
    for (const paper of ['A4', 'Letter'] as const) {
      await printer.print(job(plain, paper));
      const [first] = (await readPdf(job(plain).pdf)).pages;
      sizes.push([Math.floor(first?.width ?? 0), Math.floor(first?.height ?? 0)]);
    }
    const own = await page('own.html', small('<style>@page { size: Letter }</style><p>Hello</p>'));
    await printer.print(job(own, 'A4'));
    const [first] = (await readPdf(job(own).pdf)).pages;
    expect(sizes).toEqual([
      [595, 841],
      [612, 792],
    ]);
    expect(Math.floor(first?.width ?? 0)).toBe(612);
  });

  test('is byte for byte the same from another browser and after other prints', async () => {
    const html = await reportPage('same.html');
    const copies = Array.from({ length: 8 }, (_, index) => ({ ...job(html), pdf: join(folder, `copy-${index}.pdf`) }));
    const prints = await Promise.all(copies.map((copy) => printer.print(copy)));
    const second = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
    try {
      prints.push(await second.print(job(html)));
      expect(new Set(prints.map(({ sha256 }) => sha256)).size).toBe(1);
    } finally {
      await second.close();
    }
  });
});

describe('A page that must not be printed', () => {
  const messageOf = async (html: string, using = printer): Promise<string> =>
    using.print(job(html)).then(
      () => 'printed',
      (error: Error) => error.message,
    );

  test('is missing', async () => {
    expect(await messageOf(join(folder, 'nowhere.html'))).toMatch(/nowhere\.html {2}There is no such page to print/);
  });

  test('asks for something outside the site, which hears nothing of it', async () => {
    let contacts = 0;
    const server = createServer((_, response) => response.end('x')).on('connection', () => {
      contacts += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const html = await page(
      'leak.html',
      small(`<link rel="preconnect" href="${origin}"><link rel="stylesheet" href="${origin}/a.css">
        <img src="http://localhost:${origin.split(':')[2]}/b.png" alt=""><img src="https://example.org/c.png" alt="">
        <iframe src="${origin}/d.html"></iframe><img src="file:///etc/hostname" alt=""><p style="background:url(${origin}/e)">x`),
    );
    const message = await messageOf(html);
    server.close();
    expect(contacts).toBe(0);
    for (const part of ['/a.css', '/b.png', '/c.png', '/d.html', '/e', 'file:///etc/hostname'])
      expect(message).toContain(`${part}, which is outside the site's folder.`);
  });

  test('asks for a file that is not there', async () => {
    const html = await page('gone.html', small('<img src="gone.png" alt="">'));
    expect(await messageOf(html)).toMatch(/asks for file:.*gone\.png, which is not there/);
  });

  test('lacks a title, a language or a font', async () => {
    const html = await page(
      'bare.html',
      `<!doctype html><style>@font-face { font-family: Gone; src: url(gone.woff2) } p { font-family: Gone }</style><p>x`,
    );
    const message = await messageOf(html);
    for (const part of [
      'no <title>',
      'no lang=',
      'The font Gone could not be loaded',
      'gone.woff2, which is not there',
    ])
      expect(message).toContain(part);
  });

  test.each([
    ['by the clock', { wallMs: 1 }, /in two browsers: it took longer than 0\.001 seconds\./],
    [
      'of the browser’s own time',
      { cpuMs: 20 },
      /in two browsers: it took more than 0\.02 seconds of the browser's own/,
    ],
  ])(
    'takes too long %s, is tried in a fresh browser, and is given up; the next one is printed',
    async (_, limits, message) => {
      const warnings: string[] = [];
      const profilesDir = join(folder, 'profiles');
      const slow = await openPrinter({
        effects: { env, log: { ...log, warn: (text) => warnings.push(text) } },
        ...{ siteDir: root, siteUrl: SITE, pages: 1, limits, profilesDir },
      });
      try {
        const long = small(`<p>${'x '.repeat(200)}</p>`.repeat(2000));
        expect(await messageOf(await page('slow.html', long), slow)).toMatch(message);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toContain('printed once more in a fresh browser');
      } finally {
        await slow.close();
      }
      expect(await messageOf(await page('next.html', small('<p>x')))).toBe('printed');
      // Neither the browsers nor their profiles are left.
      await vi.waitFor(async () => expect(await readdir(profilesDir)).toEqual([]), { timeout: 10_000 });
      expect(await processesWith(profilesDir)).toEqual([]);
    },
  );
});

test('A link to the site leads to where readers find it, and a link within the page stays in the PDF', async () => {
  const body =
    '<a href="#there">down</a> <a href="../b/index.html#x">b</a> <a href="https://example.com/">out</a><p id="there">x';
  const one = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
  try {
    // The second is printed in the document of the first.
    for (const name of ['links.html', 'links-again.html']) {
      const html = await page(name, small(body));
      await one.print(job(html));
      const pdf = await readFile(job(html).pdf, 'latin1');
      const links = [...pdf.matchAll(/\/URI \((.*?)\)/g)].map(([, url]) => url);
      expect(links).toEqual([`${SITE}/output/b/#x`, 'https://example.com/']);
      expect(pdf).toMatch(/\/Dest \/there|\/there \[/);
      expect(pdf).not.toContain('file:');
    }
  } finally {
    await one.close();
  }
});

describe('A page that is printed in the document of another', () => {
  /** Pages of three folders that share nothing, one thing or all. */
  async function pages(): Promise<string[]> {
    const head = {
      plain: '<title>Plain</title><style>p { color: red }</style>',
      sheet: '<title>Sheet</title><link rel="stylesheet" href="own.css"><style>@page { size: Letter }</style>',
      policy: `<title>Policy</title><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'">`,
      fonts:
        '<title>Fonts</title><style>@font-face { font-family: Own; src: url(own.woff2) } p { font-family: Own }</style>',
    };
    const font = await readFile(
      join(root, 'node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2'),
    );
    const made: string[] = [];
    for (const [index, place] of ['deep/er', 'deep', 'else'].entries()) {
      await mkdir(join(folder, place), { recursive: true });
      await writeFile(join(folder, place, 'own.css'), `p { font-size: ${30 + 10 * index}px }`);
      await writeFile(join(folder, place, 'own.woff2'), font);
      await writeFile(
        join(folder, place, 'own.svg'),
        `<svg xmlns="http://www.w3.org/2000/svg" width="${9 + index}" height="9"><rect width="9" height="9"/></svg>`,
      );
      for (const [name, text] of Object.entries(head)) {
        const lang = name === 'plain' ? 'ko" dir="rtl' : 'en';
        const body = `<body class="${name}"><h1>${name}</h1><p>${place} <img src="own.svg" alt="own">`;
        made.push(
          await page(`${place}/${name}.html`, `<!doctype html><html lang="${lang}"><head>${text}</head>${body}`),
        );
      }
      made.push(
        await page(`${place}/quirks.html`, '<html lang="en"><title>Quirks</title><p>x<table><tr><td>x</table>'),
      );
    }
    return made;
  }

  test('comes out byte for byte as it does alone', async () => {
    const all = await pages();
    const alone = await Promise.all(
      all.map(async (html) => {
        const own = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
        return own.print(job(html)).finally(() => own.close());
      }),
    );
    const one = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
    try {
      for (const order of [all, all.toReversed(), all.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))])
        for (const html of order) expect(await one.print(job(html)), html).toEqual(alone[all.indexOf(html)]);
    } finally {
      await one.close();
    }
  });

  test('is told what it lacks, though the page before lacked it, too', async () => {
    const one = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
    const sheet = '<link rel="stylesheet" href="missing.css">';
    try {
      await one.print(job(await page('whole.html', small('<p>x'))));
      for (const name of ['first.html', 'second.html', 'third.html']) {
        const html = await page(name, `<!doctype html><html lang="en"><title>x</title>${sheet}<p>x`);
        await expect(one.print(job(html))).rejects.toThrow(/missing\.css, which is not there/);
      }
      const outside = await page('outside.html', small('<img src="file:///etc/hostname" alt="">'));
      await one.print(job(await page('whole.html', small('<p>x'))));
      await expect(one.print(job(outside))).rejects.toThrow(/hostname, which is outside the site's folder/);
    } finally {
      await one.close();
    }
  });

  test('comes out the same after a hundred others, when a new page of the browser has taken the place of the old', async () => {
    const one = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
    const html = await page('hundred.html', small('<h1>One</h1><p>x'));
    const prints = new Set<string>();
    try {
      for (let count = 0; count < 103; count += 1) prints.add((await one.print(job(html))).sha256);
    } finally {
      await one.close();
    }
    expect(prints.size).toBe(1);
  });

  test('does not run scripts, nor what stands in attributes', async () => {
    const one = await openPrinter({ effects, siteDir: root, siteUrl: SITE, pages: 1 });
    const act = "document.body.textContent = 'ran'";
    const body = `<p>still<script>${act}</script><img src="x:" alt="" onerror="${act}"><noscript>shown</noscript>`;
    try {
      await one.print(job(await page('before.html', small('<p>x'))));
      const html = await page('acts.html', small(body.replace('src="x:"', 'src="data:,"')));
      await one.print(job(html));
      const [first] = (await readPdf(job(html).pdf)).pages;
      expect(first?.text).toContain('still');
      expect(first?.text).toContain('shown');
      expect(first?.text).not.toContain('ran');
    } finally {
      await one.close();
    }
  });

  test('is not read where only screens show it', async () => {
    const parts = '<!--screen-only--><img src="screen.png" alt=""><!--/screen-only--><p>x';
    expect((await printer.print(job(await page('screen.html', small(parts))))).pages).toBe(1);
  });
});

test('A browser that dies is started again, and no job is lost', async () => {
  const { path } = await findBrowser({ env });
  const wrapper = join(folder, 'browser.sh');
  await writeFile(wrapper, `#!/bin/sh\necho $$ >> ${folder}/pids\nexec ${path} "$@"\n`, { mode: 0o755 });
  const dying = await openPrinter({
    effects: { log, env: (name) => (name === 'BROADSHEET_BROWSER' ? wrapper : env(name)) },
    siteDir: root,
    siteUrl: SITE,
  });
  const html = await reportPage('dying.html');
  const pids = async (): Promise<string[]> => (await readFile(join(folder, 'pids'), 'utf8')).trim().split('\n');
  try {
    const { sha256 } = await dying.print(job(html));
    const jobs = ['a', 'b', 'c'].map(async (name) => dying.print(job(await reportPage(`dying-${name}.html`))));
    // The browser leads a process group of its own, so that nothing of it is left.
    process.kill(-Number((await pids())[0]), 'SIGKILL');
    expect((await Promise.all(jobs)).map((print) => print.sha256)).toEqual([sha256, sha256, sha256]);
    expect(await pids()).toHaveLength(2);
  } finally {
    await dying.close();
  }
});
