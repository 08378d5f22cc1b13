import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFiles } from '../../../src/lib/files.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { ProblemsError } from '../../../src/lib/problem.ts';
import { composeEditions, composeLists } from '../../../src/pages/composePages.ts';
import { renderText } from '../../../src/pages/renderText.ts';
import { bulletin, REPORT } from './fixtures/bulletin.ts';

let folder = '';
let site = '';
const pages = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'));
  site = join(folder, 'site');
  const request = bulletin({ templatesDir: join(folder, 'none'), outDir: site });
  await composeEditions(request);
  for (const path of await composeLists(request)) pages.set(path, await readFile(join(site, path), 'utf8'));
  for (const path of (await listFiles(site)).filter((name) => name.endsWith('.html')))
    pages.set(path, await readFile(join(site, path), 'utf8'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const page = (path: string): string => pages.get(path) ?? '';
const ACME_EDITION = 'acme/sales/2026-W47/index.html';
const HANOK_EDITION = 'hanok/sales/2026-W47/index.html';

/** Where a page's links, pictures, sheets and scripts lead. */
function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '');
}

describe('The site', () => {
  test('has a front, and per brand its page, its team, its editions and its metrics', () => {
    expect([...pages.keys()].sort()).toEqual([
      '404.html',
      ...['acme', 'hanok'].flatMap((brand) => [
        `${brand}/index.html`,
        `${brand}/metrics/index.html`,
        `${brand}/sales/2026-W46/index.html`,
        `${brand}/sales/2026-W47/index.html`,
        `${brand}/sales/index.html`,
      ]),
      'index.html',
    ]);
  });

  test('is valid HTML on every page', async () => {
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'] });
    for (const [path, html] of pages) {
      const { results } = await validator.validateString(html, path);
      const messages = results.flatMap((result) =>
        result.messages.map(({ ruleId, line, message }) => `${path}:${line} ${ruleId} ${message}`),
      );
      expect(messages).toEqual([]);
    }
  });

  test('has links that hold, relative and to a file, within the site', async () => {
    const files = new Set(await listFiles(site));
    const notYetPrinted = /\.pdf$/;
    for (const [path, html] of pages) {
      if (path === '404.html') continue;
      for (const link of linksOf(html)) {
        const [target = '', anchor] = link.split('#');
        const file = target === '' ? path : posix.join(posix.dirname(path), target);
        const isThere = files.has(file) || notYetPrinted.test(file) || isLaterEdition(file);
        expect(isThere, `${path} → ${link}`).toBe(true);
        if (anchor !== undefined && pages.has(file))
          expect(page(file), `${path} → ${link}`).toContain(`id="${anchor}"`);
      }
    }
    // Editions of the lists that this run did not compose.
    function isLaterEdition(file: string): boolean {
      return /\/sales\/(?:2026-W4[345]|2025-W52|2026-W01)\/index\.html$/.test(file);
    }
  });

  test('asks nobody else for anything', () => {
    for (const html of pages.values()) {
      const addresses = html.match(/https?:\/\/[^"'<\s)]+/g) ?? [];
      expect(
        addresses.filter(
          (address) => !address.startsWith('http://www.w3.org/') && !address.startsWith('http://evil.example'),
        ),
      ).toEqual([]);
      expect(linksOf(html).filter((link) => /^(?:[a-z]+:|\/\/)/i.test(link))).toEqual([]);
      expect(html).toContain("default-src 'none'");
    }
  });

  test('never leads from one brand to another, but by the front page', () => {
    for (const [path, html] of pages) {
      const [brand = '', other] = path.startsWith('acme') ? ['acme', 'hanok'] : ['hanok', 'acme'];
      if (!path.startsWith(brand)) continue;
      expect(
        linksOf(html)
          .map((link) => posix.join(posix.dirname(path), link))
          .filter((file) => file.startsWith(`${other}/`)),
      ).toEqual([]);
    }
    expect(page('index.html')).not.toContain('Orders rose');
  });

  test('is the same bytes when it is composed again', async () => {
    const again = join(folder, 'again');
    const request = bulletin({ templatesDir: join(folder, 'none'), outDir: again });
    await Promise.all([
      composeEditions({ ...request, editions: request.editions.slice(0, 2) }),
      composeEditions({ ...request, editions: request.editions.slice(2) }),
    ]);
    await composeLists(request);
    const hashes = async (root: string): Promise<readonly string[]> =>
      Promise.all((await listFiles(root)).map(async (path) => `${path} ${sha256(await readFile(join(root, path)))}`));
    expect(await hashes(again)).toEqual(await hashes(site));
  });
});

describe('An edition', () => {
  test('says what happened, of when, in its brand’s language', () => {
    expect(page(ACME_EDITION)).toContain('<html lang="en-GB">');
    expect(page(ACME_EDITION)).toMatch(
      /<h1><bdi>Orders rose by a tenth, and &lt;b&gt;more&lt;\/b&gt; of them came back<\/bdi><\/h1>/,
    );
    expect(page(ACME_EDITION)).toContain('16–22 November 2026');
    expect(page(ACME_EDITION)).toContain('vs week before');
    expect(page(HANOK_EDITION)).toContain('<html lang="ko-KR">');
    expect(page(HANOK_EDITION)).toContain('전주 대비');
    expect(page(HANOK_EDITION)).toContain('반품률');
  });

  test('lets no value become markup, a tag or Markdown', () => {
    const html = page(ACME_EDITION);
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(html).toContain('{{ headline }} {% chart %} `code`');
    expect(html).toContain('# heading *bold* [link](javascript:alert(1))');
    expect(html).toContain('*Not* {{ title }} &lt;i&gt;markup&lt;/i&gt;.');
    expect(html).not.toContain('word'.repeat(300));
  });

  test('has no word of a machine where there is no value', () => {
    for (const [path, html] of pages) {
      const words = html.replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ');
      expect(words, path).not.toMatch(/\b(?:NaN|null|undefined|Infinity|\[object)\b/);
    }
    expect(page(ACME_EDITION)).toMatch(/<span class="change">–<\/span>/);
  });

  test('has every id once', () => {
    for (const [path, html] of pages) {
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        path,
      ).toEqual([]);
    }
  });

  test('defines every metric that it shows', () => {
    for (const name of ['orders', 'revenue', 'return_rate', 'basket'])
      expect(page(ACME_EDITION)).toContain(`id="about-${name}"`);
  });

  test('says what is late and which check did not hold', () => {
    expect(page(ACME_EDITION)).toContain('later than usual');
    expect(page(ACME_EDITION)).toContain('Every order names a shop that exists');
    expect(page(HANOK_EDITION)).not.toContain('Every order names a shop that exists');
    expect(page(ACME_EDITION)).not.toContain('No order lies in the future');
  });

  test('offers each grain by a radio button, the first one chosen', () => {
    const radios = [
      ...page(ACME_EDITION).matchAll(/<input type="radio" name="orders-trend-grain" value="(\d)"( checked)?>/g),
    ];
    expect(radios.map((match) => [match[1], match[2] !== undefined])).toEqual([
      ['1', true],
      ['2', false],
      ['3', false],
    ]);
  });

  test('says how much of a table it shows, and has the CSV of the whole', async () => {
    expect(page(ACME_EDITION)).toContain('12 of 18 rows; the CSV has all.');
    const csv = await readFile(join(site, dirname(ACME_EDITION), 'data/shops-week.csv'), 'utf8');
    expect(csv).toContain('word'.repeat(2500));
    expect(csv.split('\r\n')).toHaveLength(20);
  });

  test('brings the fonts of its own script and no others', () => {
    const fonts = (path: string): readonly string[] =>
      [...page(path).matchAll(/assets\/fonts\/([\w-]+)\.woff2/g)].map((match) => match[1] ?? '');
    expect(fonts('acme/metrics/index.html').map((name) => name.replace(/-[0-9a-f]{10}$/, ''))).toEqual([
      'source-sans-3-latin-400-normal',
      'source-sans-3-latin-600-normal',
      'source-serif-4-latin-600-normal',
    ]);
    expect(fonts(HANOK_EDITION).some((name) => name.startsWith('noto-sans-kr'))).toBe(true);
  });

  test('names its paper, its brand and its period on every printed page', () => {
    expect(page(ACME_EDITION)).toContain('size: A4;');
    expect(page(ACME_EDITION)).toContain('content: "Acme & Sons";');
    expect(page(HANOK_EDITION)).toContain('size: letter;');
  });
});

describe('A project’s own templates', () => {
  test('replace the engine’s, file by file', async () => {
    const own = join(folder, 'own');
    await mkdir(join(own, 'parts'), { recursive: true });
    await writeFile(join(own, 'parts/footer.njk'), '<footer>Ours</footer>\n');
    const request = bulletin({ templatesDir: own, outDir: join(folder, 'own-site') });
    await composeEditions({ ...request, editions: request.editions.slice(0, 1) });
    const html = await readFile(join(folder, 'own-site', ACME_EDITION), 'utf8');
    expect(html).toContain('<footer>Ours</footer>');
    expect(html).toContain('class="masthead"');
  });

  test('that are wrong are told with their file', async () => {
    const wrong = join(folder, 'wrong');
    await mkdir(join(wrong, 'parts'), { recursive: true });
    await writeFile(join(wrong, 'parts/footer.njk'), '<footer>{% if %}</footer>\n');
    const request = bulletin({ templatesDir: wrong, outDir: join(folder, 'wrong-site') });
    const failure = composeEditions({ ...request, editions: request.editions.slice(0, 1) });
    await expect(failure).rejects.toThrow(ProblemsError);
    await expect(failure).rejects.toThrow(/parts\/footer\.njk/);
  });
});

test('A page that would ask for something elsewhere is not made, and told where that is written', async () => {
  const asking = join(folder, 'asking');
  await mkdir(join(asking, 'parts'), { recursive: true });
  await writeFile(
    join(asking, 'parts/footer.njk'),
    '<footer>\n<img src="https://elsewhere.example/a.gif" alt=""></footer>\n',
  );
  const request = bulletin({ templatesDir: asking, outDir: join(folder, 'asking-site') });
  await expect(composeEditions(request)).rejects.toThrow(
    'templates/parts/footer.njk:2:11  <img src> asks for https://elsewhere.example/a.gif.  A page has what it needs in the site itself.',
  );
  expect((await listFiles(join(folder, 'asking-site'))).filter((path) => path.endsWith('.html'))).toEqual([]);
});

test('A column that a query lacks is told when its page is made', async () => {
  const request = bulletin({ templatesDir: join(folder, 'none'), outDir: join(folder, 'column') });
  const report = { ...REPORT, body: '{% table shops, bars: "sold" %}' };
  const failure = composeEditions({
    ...request,
    editions: request.editions.slice(0, 1),
    project: { ...request.project, reports: [report] },
  });
  await expect(failure).rejects.toThrow('templates/reports/sales/report.md  "shops" has no column "sold".');
});

test('Another text than a page is rendered in the same language, with escaping on', async () => {
  const path = join(folder, 'mail.njk');
  await writeFile(path, 'Dear {{ name }}, {{ name | safe }}');
  expect(await renderText(path, { name: '<b>' })).toBe('Dear &lt;b&gt;, <b>');
});
