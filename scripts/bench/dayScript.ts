/**
 * What an engineer writes in a day instead of using a report generator, and what Broadsheet is measured against: one
 * process that loads the reference workload's orders, asks six queries a page, draws four charts, and fills a template
 * string; with `--pdf` it prints one page after another. It has no brands that must not see each other, no narrow drawings,
 * no tests, no history and no second run that is cheaper.
 *
 *   node scripts/bench/dayScript.ts ORDERS.parquet OUT [--pdf]
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import puppeteer from 'puppeteer-core';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { findBrowser } from '../../src/print/startBrowser.ts';

type Row = Readonly<Record<string, string | number>>;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { pdf: { type: 'boolean', default: false } },
});
const [orders = '', folder = ''] = positionals.map((path) => resolve(path));

const OF_PAGE = 'from o where brand = $brand and team = $team';
const QUERIES = {
  kpis: `select case when ordered_at >= '2025-12-01' then 'last' else 'previous' end as period, sum(revenue)::double as revenue,
    count(*)::integer as orders, (sum(revenue) / count(*))::double as order_value, count(distinct customer_id)::integer as customers
    ${OF_PAGE} and ordered_at >= '2025-11-01' group by 1`,
  weekly: `select strftime(date_trunc('week', ordered_at), '%Y-%m-%d') as week, sum(revenue)::double as revenue ${OF_PAGE} group by 1 order by 1`,
  categories: `select strftime(date_trunc('month', ordered_at), '%Y-%m-%d') as month, category, sum(revenue)::double as revenue ${OF_PAGE} group by 1, 2 order by 1, 2`,
  channels: `select channel, sum(revenue)::double as revenue ${OF_PAGE} group by 1 order by 2 desc, 1`,
  hours: `select isodow(ordered_at)::integer as weekday, hour(ordered_at)::integer as hour, count(*)::integer as orders ${OF_PAGE} group by 1, 2 order by 1, 2`,
  locations: `select location_id, count(*)::integer as orders, sum(revenue)::double as revenue, (sum(revenue) / count(*))::double as order_value,
    (sum(revenue) / sum(sum(revenue)) over ())::double as share ${OF_PAGE} group by 1 order by revenue desc, location_id limit 20`,
} as const;
type Query = keyof typeof QUERIES;

const revenue = { field: 'revenue', type: 'quantitative' } as const;
const CHARTS: Partial<Record<Query, object>> = {
  weekly: { width: 880, height: 180, mark: 'line', encoding: { x: { field: 'week', type: 'temporal' }, y: revenue } },
  categories: {
    ...{ width: 780, height: 200, mark: 'bar' },
    encoding: {
      x: { field: 'month', type: 'temporal', timeUnit: 'yearmonth' },
      y: revenue,
      color: { field: 'category' },
    },
  },
  channels: {
    ...{ width: 300, height: 180, mark: 'bar' },
    encoding: { y: { field: 'channel', type: 'nominal', sort: '-x' }, x: revenue },
  },
  hours: {
    ...{ width: 340, height: 180, mark: 'rect' },
    encoding: {
      x: { field: 'hour', type: 'ordinal' },
      y: { field: 'weekday', type: 'ordinal' },
      color: { field: 'orders', type: 'quantitative' },
    },
  },
};

const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`create table o as
  select brand, 'team-' || ((location_id - 1) % 5 + 1) as team, ordered_at, location_id, customer_id, category, channel,
    amount - discount as revenue
  from read_parquet('${orders}')`);
await rm(folder, { recursive: true, force: true });
const pages = (await connection.runAndReadAll('select distinct brand, team from o order by all')).getRowObjectsJson();
const made: string[] = [];
for (const page of pages) made.push(await makePage(String(page['brand']), String(page['team'])));
if (values.pdf) await printPages();

async function makePage(brand: string, team: string): Promise<string> {
  const data = {} as Record<Query, readonly Row[]>;
  for (const [name, sql] of Object.entries(QUERIES)) {
    const result = await connection.runAndReadAll(sql, { brand, team });
    data[name as Query] = result.getRowObjectsJson() as Row[];
  }
  const drawings: string[] = [];
  for (const [name, spec] of Object.entries(CHARTS)) {
    const whole = { ...spec, data: { values: data[name as Query] } } as TopLevelSpec;
    drawings.push(await new View(parse(compile(whole).spec), { renderer: 'none' }).toSVG());
  }
  await mkdir(join(folder, brand), { recursive: true });
  const file = join(folder, brand, `${team}.html`);
  await writeFile(file, html(`${brand} / ${team}`, data, drawings));
  return file;
}

function html(title: string, data: Readonly<Record<Query, readonly Row[]>>, drawings: readonly string[]): string {
  const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
  const of = (period: string, name: string): number =>
    Number(data.kpis.find((row) => row['period'] === period)?.[name] ?? Number.NaN);
  const kpis = ['revenue', 'orders', 'order_value', 'customers'].map((name) => {
    const change = (of('last', name) / of('previous', name) - 1) * 100;
    return `<div><h2>${name}</h2><b>${number.format(of('last', name))}</b> <span>${change.toFixed(1)} %</span></div>`;
  });
  const rows = data.locations.map(
    (row) =>
      `<tr>${Object.values(row)
        .map((value) => `<td>${number.format(Number(value))}</td>`)
        .join('')}</tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<style>body { font-family: sans-serif; max-width: 980px } .row { display: flex } svg { max-width: 100%; height: auto } @page { size: A4; margin: 10mm }</style>
<h1>${title}</h1><div class="row">${kpis.join('')}</div>${drawings.map((svg) => `<div>${svg}</div>`).join('')}
<table>${rows.join('\n')}</table></html>`;
}

async function printPages(): Promise<void> {
  const { path, variables, sandbox } = await findBrowser({ env: (name) => process.env[name] });
  const args = sandbox ? [] : ['--no-sandbox'];
  const env = { ...process.env, ...variables };
  const browser = await puppeteer.launch({ executablePath: path, headless: 'shell', args, env });
  for (const file of made) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'networkidle0' });
    await page.pdf({ path: file.replace(/html$/, 'pdf'), format: 'A4', printBackground: true });
    await page.close();
  }
  await browser.close();
}
