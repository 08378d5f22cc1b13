/**
 * What one edition per store costs: the reference workload's orders of one brand, spread over so many stores, and a
 * report with 4 KPIs, 3 charts and a table for each.
 *
 *   node scripts/bench/burst.ts [--stores 50,500] [--orders 500000] [--no-pdf] [--out DIR]
 */
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../../src/lib/files.ts';
import type { Manifest } from '../../src/types.ts';
import { makeOrders } from './makeOrders.ts';
import { CONNECTION, NOW } from './makeProject.ts';
import { type Measured, measure } from './measure.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    stores: { type: 'string', default: '50,500' },
    orders: { type: 'string', default: '500000' },
    pdf: { type: 'boolean', default: true },
    out: { type: 'string', default: join(import.meta.dirname, '../../output/bench') },
  },
});

const folder = resolve(values.out);
const orders = await makeOrders({ folder, orders: Number(values.orders), brands: ['chain'], changed: 'chain' });
for (const stores of values.stores.split(',').map(Number)) await benchmark(stores);

async function benchmark(stores: number): Promise<void> {
  const projectDir = join(folder, 'burst-project');
  const outDir = join(folder, 'burst-out');
  await rm(projectDir, { recursive: true, force: true });
  await rm(outDir, { recursive: true, force: true });
  for (const [path, text] of Object.entries(projectFiles(stores))) await writeFileAtomic(join(projectDir, path), text);
  const broadsheet = async (name: string, verb: string, root = orders.before): Promise<void> => {
    const measured: Measured = await measure([verb, '--project', projectDir, '--out', outDir, '--now', NOW], {
      [`${CONNECTION}_ROOT`]: root,
    });
    const { editions } = JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8')) as Manifest;
    const { seconds, cpuSeconds, peakMb } = measured;
    const figures = [`${seconds.toFixed(1)} s`, `${cpuSeconds?.toFixed(1)} CPU s`, `${peakMb?.toFixed(0)} MB`];
    console.log(`${stores} stores, ${name}: ${figures.join(', ')} (${editions.length} editions)`);
  };
  await broadsheet('pull', 'pull');
  await broadsheet('build', 'build');
  await broadsheet('compose', 'compose');
  if (values.pdf) {
    await broadsheet('print', 'print');
    await broadsheet('publish', 'publish');
    await broadsheet('deliver', 'deliver');
    await broadsheet('again, nothing changed', 'run');
  }
}

function projectFiles(stores: number): Readonly<Record<string, string>> {
  const metric = (name: string, rule: string): string =>
    `  ${name}: {label: ${name}, description: ${name}., better: up, ${rule}}`;
  const aggregate = (sql: string): string =>
    `mart: orders, time: ordered_at, sql: ${sql}, dimensions: [store, category]`;
  const chart = (mark: string, x: object, y: object): string =>
    `${JSON.stringify({ title: 'Revenue', mark, encoding: { x, y } })}\n`;
  const revenue = { field: 'revenue', type: 'quantitative' };
  return {
    'queries/sources/shop.yml': `kind: files
brands: [chain]
connection: ${CONNECTION}
tables:
  orders:
    files: orders.parquet
    columns: {order_id: integer, ordered_at: timestamp, customer_id: integer, category: varchar, channel: varchar, amount: double}
`,
    'queries/marts/orders.sql': `select
  *,
  'store-' || (order_id * 7919::bigint % ${stores}) as store,
  cast(amount as decimal(18, 2)) as revenue
from shop.orders
`,
    'queries/metrics/trade.yml': `team: stores
metrics:
${metric('revenue', `${aggregate('sum(revenue)')}, format: currency`)}
${metric('orders', `${aggregate('count(*)')}, format: integer`)}
${metric('customers', `${aggregate('count(distinct customer_id)')}, format: integer`)}
${metric('order_value', 'ratio: {of: revenue, to: orders}, format: currency')}
`,
    'queries/reports/stores.sql':
      "select distinct store as audience, 'Store ' || store as title, store || '@bench.example' as recipients from orders\n",
    'queries/reports/channels.sql': `select store, channel, sum(revenue) as revenue
from orders
where ordered_at >= $period_start and ordered_at < $period_end
group by all
order by revenue desc, channel
`,
    'templates/site.yml': `title: Benchmark
base_url: https://bench.example
defaults: {locale: en-GB, time_zone: UTC, currency: EUR, mail_from: bench@bench.example}
`,
    'templates/brands/chain/brand.yml': 'title: Chain\n',
    'templates/teams/stores.yml': 'title: Stores\n',
    'templates/reports/store/weekly.vl.json': chart('line', { field: 'period', type: 'temporal' }, revenue),
    'templates/reports/store/categories.vl.json': chart('bar', { field: 'period', type: 'ordinal' }, revenue),
    'templates/reports/store/channels.vl.json': chart('bar', revenue, {
      field: 'channel',
      type: 'nominal',
      sort: null,
    }),
    'templates/reports/store/report.md': `---
title: Your store
team: stores
schedule: monthly
audience: {query: stores, by: store}
data:
  headline: {metrics: [revenue, orders, order_value, customers], grain: month, compare: [previous, year_ago]}
  weekly: {metrics: [revenue], grain: week, last: 52}
  categories: {metrics: [revenue], grain: month, by: category, last: 12}
  channels: {query: channels}
---

{% kpis headline %}

{% chart "weekly", weekly %}

{% chart "categories", categories %}

{% chart "channels", channels %}

{% table channels %}
`,
  };
}
