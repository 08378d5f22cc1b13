/** A brand's catalogue of metrics: what it says of each, and how a reader finds one of hundreds. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeLists } from '../../../src/pages/composePages.ts';
import type { CatalogueNote } from '../../../src/types.ts';
import { startReader } from '../../support/siteBrowser.ts';
import { bulletin } from './fixtures/bulletin.ts';

let folder = '';
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  const request = bulletin({ templatesDir: join(folder, 'none'), outDir: join(folder, 'site') });
  const [first, second, ...rest] = request.metrics.get('acme') ?? [];
  if (first === undefined || second === undefined) throw new Error('The fixture has no metrics.');
  const limited: CatalogueNote = {
    ...first,
    targets: [{ atLeast: 900, grain: 'week' }],
    alerts: [{ below: 700, changeBelow: -0.1, grain: 'week' }],
    computedInto: [{ name: second.name, label: second.label }],
  };
  const many = Array.from({ length: 150 }, (_, index) => {
    return {
      ...second,
      name: `other_${index}`,
      label: `Other ${index}`,
      domain: index % 2 === 0 ? 'cx' : 'retail',
      ...(index % 2 === 0 ? {} : { domainTitle: 'Shops' }),
    };
  });
  const metrics = new Map(request.metrics).set('acme', [limited, second, ...rest, ...many]);
  await composeLists({ ...request, metrics });
  browser = await startReader();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'site/acme/metrics/index.html');

test('A metric is told with its unit, owner, limits, dimensions, lineage and the newest editions that show it', async () => {
  const page = await readFile(path(), 'utf8');
  const [article = ''] = /<article class="metric" id="orders">.*?<\/article>/s.exec(page) ?? [];
  const text = article.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toContain('at least 900 (Week)');
  expect(text).toContain('Alert below 700, a change below −10% (Week)');
  expect(text).toContain('Split by City');
  expect(text).toContain('Steps before stg_shop_order');
  expect(text).toContain('Sources shop.order');
  expect(article).toContain('<a href="../sales/2026-W47/index.html">');
  expect(article).toMatch(/Used by.*<a href="#revenue">/s);
});

test('The index leads to every domain with its count, by its title or its name, short names in capitals', async () => {
  const page = await readFile(path(), 'utf8');
  expect(page).toContain('<a href="#domain-cx">CX</a> <span>75</span>');
  expect(page).toContain('<a href="#domain-retail">Shops</a> <span>75</span>');
});

test('Words find metrics at once; a link to one that is hidden shows all again; without a script all is there', async () => {
  const page = await browser.newPage();
  const shown = (): Promise<unknown> =>
    page.evaluate("[...document.querySelectorAll('.metric')].filter((each) => each.offsetParent !== null).length");
  await page.goto(`file://${path()}`);
  expect(await shown()).toBe(154);
  await page.type('#find', 'OTHER 14');
  // "Other 14", 114, and 140 to 149.
  expect(await shown()).toBe(12);
  expect(await page.evaluate("document.querySelector('.found').textContent")).toBe('12 of 154 metrics');
  await page.type('#find', ' nowhere');
  expect(await shown()).toBe(0);
  expect(await page.evaluate("[...document.querySelectorAll('.domain')].every((each) => each.hidden)")).toBe(true);
  await page.evaluate("location.hash = '#orders'");
  await page.waitForFunction("document.querySelector('#find').value === ''");
  expect(await shown()).toBe(154);

  const plain = await browser.newPage();
  await plain.setJavaScriptEnabled(false);
  await plain.goto(`file://${path()}`);
  const seen = "[document.querySelector('.finder').offsetParent === null, document.querySelectorAll('.metric').length]";
  expect(await plain.evaluate(seen)).toEqual([true, 154]);
});
