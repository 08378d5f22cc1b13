/** A number has one definition: changed in its one place, it is changed wherever people read it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { broadsheet, copyOfProject, scratchFolder } from '../support/broadsheet.ts';

const NOW = '2026-11-23T12:00:00Z';
const DEFINITION = 'sql: sum(amount)';
const CHANGED = 'sql: 10 * sum(amount)';

interface Read {
  readonly page: string;
  readonly csv: string;
  readonly catalogue: string;
  readonly mail: string;
  readonly mailHtml: string;
}

let before: Read;
let after: Read;

beforeAll(async () => {
  const project = await copyOfProject('tiny');
  const metrics = join(project, 'queries', 'metrics', 'trade.yml');
  const text = await readFile(metrics, 'utf8');
  expect(text.split(DEFINITION)).toHaveLength(2);
  before = await runAndRead(project);
  await writeFile(metrics, text.replace(DEFINITION, CHANGED));
  after = await runAndRead(project);
});

/** In an empty folder: a mail that has been sent is not sent again, whatever becomes of its numbers. */
async function runAndRead(project: string): Promise<Read> {
  const out = await scratchFolder();
  const args = ['--project', project, '--out', out, '--now', NOW, '--brand', 'crumb'];
  expect(await broadsheet(['run', ...args])).toMatchObject({ status: 0 });
  const read = (...path: readonly string[]): Promise<string> => readFile(join(out, ...path), 'utf8');
  const edition = ['site', 'crumb', 'shop', '2026-W47'];
  const mail = await simpleParser(await read('mail', 'crumb', 'shop', 'trade-2026-W47-shop@crumb.example.eml'));
  return {
    page: await read(...edition, 'index.html'),
    csv: await read(...edition, 'data', 'trade-week.csv'),
    catalogue: await read('site', 'crumb', 'metrics', 'index.html'),
    mail: mail.text ?? '',
    mailHtml: String(mail.html),
  };
}

test('The KPI and the heading above it show the new value', () => {
  expect(kpi(before.page, 'takings')).toBe('£438');
  expect(kpi(after.page, 'takings')).toBe('£4,381');
  expect(before.page).toContain('Takings rose 47.3% to £438,');
  expect(after.page).toContain('Takings rose 47.3% to £4,381,');
});

test('A ratio of the metric follows, and a metric of its own stays', () => {
  expect(kpi(before.page, 'price')).toBe('£4');
  expect(kpi(after.page, 'price')).toBe('£43');
  expect(kpi(after.page, 'pieces')).toBe(kpi(before.page, 'pieces'));
});

test('The chart has bars of the same height on an axis ten times as high', () => {
  const [drawn, drawnAfter] = [chart(before.page), chart(after.page)];
  expect(drawn.ticks.length).toBeGreaterThan(2);
  expect(drawn.ticks.at(-1)).toBeGreaterThan(0);
  expect(drawnAfter.ticks).toEqual(drawn.ticks.map((tick) => 10 * tick));
  expect(drawn.bars).toHaveLength(8);
  expect(drawnAfter.bars).toEqual(drawn.bars);
});

test('The table shows the new values, also of what is rolled or added up from them', () => {
  expect(lastMonth(before.page)).toEqual(['£1,913', '480', '86', '£1,658', '£1,913']);
  expect(lastMonth(after.page)).toEqual(['£19,132', '480', '86', '£16,578', '£19,132']);
});

test('The CSV holds the new values, to the penny', () => {
  expect(before.csv).toContain('2026-11-16,438.05,102,15,1623.45,1296.15');
  expect(after.csv).toContain('2026-11-16,4380.5,102,15,16234.5,12961.5');
});

test('The mail says the new value in both of its forms', () => {
  for (const part of ['mail', 'mailHtml'] as const) {
    expect(before[part]).toContain('£438');
    expect(after[part]).toContain('£4,381');
    expect(after[part]).not.toContain('£438');
  }
});

test('The catalogue shows the new definition', () => {
  expect(formula(before.catalogue, 'takings')).toBe('sum(amount)');
  expect(formula(after.catalogue, 'takings')).toBe('10 * sum(amount)');
  expect(formula(after.catalogue, 'takings_28d')).toContain('10 * sum(amount)');
});

function kpi(page: string, metric: string): string | undefined {
  return new RegExp(`href="#about-${metric}">[^<]*</a>\\s*</p>\\s*<p class="value">([^<]*)<`).exec(page)?.[1];
}

function chart(page: string): { readonly ticks: readonly number[]; readonly bars: readonly string[] } {
  const svg = /id="takings-trade-week-wide-title".*?<\/svg>/s.exec(page)?.[0] ?? '';
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
  const ticks = texts.filter((text) => text.startsWith('£')).map((text) => Number(text.replace(/[£,]/g, '')));
  return { ticks, bars: [...svg.matchAll(/v([\d.]+)h-/g)].map(([, height]) => height ?? '') };
}

/** The last table of the page is that of months. */
function lastMonth(page: string): readonly string[] {
  const body = page.slice(page.lastIndexOf('<tbody>'));
  const row = body.slice(0, body.indexOf('</tr>'));
  return [...row.matchAll(/<td[^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
}

function formula(catalogue: string, metric: string): string | undefined {
  const entry = catalogue.slice(catalogue.indexOf(`id="${metric}"`));
  return /Formula: <\/span><code>([^<]*)</.exec(entry)?.[1];
}
