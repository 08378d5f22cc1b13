/** Periods that the data cover in part: said everywhere, and compared with nothing. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays } from '../../src/lib/period.ts';
import type { MetricBlock, Snapshot } from '../../src/types.ts';
import { broadsheet, readManifest, scratchFolder } from '../support/broadsheet.ts';
import { readTold } from '../support/words.ts';

const FILES: Readonly<Record<string, string>> = {
  'templates/site.yml': `title: Test
description: A test.
base_url: https://reports.example.org
defaults: {locale: en-GB, time_zone: UTC, currency: EUR, mail_from: Reports <reports@example.org>}
`,
  'templates/brands/acme/brand.yml': 'title: Acme\n',
  'templates/teams/sales.yml': 'title: Sales\nrecipients: {acme: [ann@acme.example]}\n',
  'templates/reports/trade/report.md': `---
title: Trade
team: sales
schedule: weekly
data:
  headline: {metrics: [revenue, lines], grain: week, last: 8}
  shops: {metrics: [revenue], grain: week, by: shop, last: 4}
  months: {metrics: [revenue], grain: month, last: 2}
---

{% kpis headline %}

{{ insights.headline }}

{% table headline %}

{% table shops %}

{{ insights.months }}
`,
  'queries/sources/till.yml': `kind: files
brands: [acme]
tables:
  sale:
    files: data/sales.csv
    columns: {sold_at: timestamp, shop: varchar, amount: "decimal(18,2)"}
    cursor: sold_at
`,
  'queries/staging/stg_till_sale.sql': 'select local_time(sold_at) as sold_at, shop, amount from till.sale\n',
  'queries/marts/sales.sql': 'select sold_at::date as sold_on, shop, amount from stg_till_sale\n',
  'queries/metrics/trade.yml': `team: sales
metrics:
  revenue: {label: Revenue, description: Money taken., mart: sales, time: sold_on, sql: sum(amount), dimensions: [shop], format: currency, better: up, alert: {below: 110, change_below: -0.1}, target: {at_least: 150}}
  lines: {label: Lines, description: Rows., mart: sales, time: sold_on, sql: count(*), dimensions: [shop], format: integer, better: up}
`,
};

/** Two shops that sell for 10 and 7 a day, from one day to another; the second from its own opening on. */
function sales(from: string, to: string, opened = from): string {
  const lines = ['sold_at,shop,amount'];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    lines.push(`${day} 10:00:00,North,10.00`);
    if (day >= opened) lines.push(`${day} 22:30:00,South,7.00`);
  }
  return `${lines.join('\n')}\n`;
}

class Shop {
  readonly project: string;
  readonly out: string;

  constructor(project: string, out: string) {
    this.project = project;
    this.out = out;
  }

  async run(data: string, now = '2026-11-23T06:00:00Z', ...args: readonly string[]) {
    await writeFile(join(this.project, 'data/sales.csv'), data);
    return broadsheet(['run', '--project', this.project, '--out', this.out, '--now', now, ...args]);
  }

  async snapshot(): Promise<Snapshot> {
    return readTold(join(this.out, 'snapshots/acme/sales/trade/2026-W47.json'), 'en-GB');
  }

  async text(path: string): Promise<string> {
    return readFile(join(this.out, path), 'utf8');
  }
}

async function shop(): Promise<Shop> {
  const [project, out] = [await scratchFolder(), await scratchFolder()];
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await mkdir(join(project, 'data'));
  return new Shop(project, out);
}

function blockOf({ data }: Snapshot, name: string): MetricBlock {
  const block = data[name];
  if (block?.kind !== 'metrics') throw new Error(`There is no block "${name}".`);
  return block;
}

test('A first week of three days is compared with nothing', async () => {
  const place = await shop();
  expect(await place.run(sales('2026-11-13', '2026-11-22'), undefined, '--no-deliver')).toMatchObject({ status: 0 });
  const snapshot = await place.snapshot();
  expect(snapshot.headline).toBe('Revenue stood at €119, and lines stood at 14');
  expect(snapshot.alerts).toEqual([]);
  expect(snapshot).not.toHaveProperty('isProvisional');
  const { partial, readings } = blockOf(snapshot, 'headline');
  expect(partial?.week).toEqual([{ period: '2026-11-09', days: 3, of: 7, metrics: ['revenue', 'lines'] }]);
  expect(readings[0]?.compared.previous).toMatchObject({ value: null, change: null, partial: { days: 3, of: 7 } });
  expect(readings[0]?.series.at(-2)).toBeNull();
  const page = await place.text('site/acme/sales/trade/2026-W47/index.html');
  expect(page).toContain('vs week before (3 of 7 days)');
  expect(page).toContain('9–15 Nov 2026 (3 of 7 days)');
  const csv = await place.text('site/acme/sales/trade/2026-W47/data/headline-week.csv');
  expect(csv.split('\r\n').slice(-3, -1)).toEqual(['2026-11-09,51,6,3 of 7', '2026-11-16,119,14,']);
});

test('A week whose last day has not come goes out with a caution, and is completed when it has', async () => {
  const place = await shop();
  expect(await place.run(sales('2026-09-28', '2026-11-21'))).toMatchObject({ status: 0 });
  const early = await place.snapshot();
  expect(early.isProvisional).toBe(true);
  expect(early.headline).toBe('Revenue stood at €102 (data for 6 of 7 days), and lines stood at 12');
  expect(early.cautions?.[0]).toBe(
    'The data cover 6 of the 7 days of 16–22 November 2026; nothing is compared with other periods.',
  );
  expect(early.alerts).toEqual([]);
  const { readings } = blockOf(early, 'headline');
  expect(readings[0]).toMatchObject({ value: 102, partial: { days: 6, of: 7 }, target: { met: null } });
  expect(early.insights['headline']?.[0]).toBe('Revenue stood at €102 (data for 6 of 7 days).');
  expect(early.insights['months']?.[0]).toMatch(/^October 2026: Revenue /);
  expect(early.insights['shops']).toEqual([]);

  expect(await place.run(sales('2026-09-28', '2026-11-22'), '2026-11-23T09:00:00Z')).toMatchObject({ status: 0 });
  const late = await place.snapshot();
  expect(late).not.toHaveProperty('isProvisional');
  expect(late.headline).toBe('Revenue held steady at €119, and lines held steady at 14');
  expect(late.insights['headline']).toEqual(['Revenue held steady at €119, short of the target of €150.']);
});

test('A shop’s first week is not compared, though its brand’s is', async () => {
  const place = await shop();
  await place.run(sales('2026-09-28', '2026-11-22', '2026-11-12'), undefined, '--no-deliver');
  const snapshot = await place.snapshot();
  expect(blockOf(snapshot, 'shops').partial?.week).toEqual([
    { period: '2026-11-09', group: ['South'], days: 4, of: 7, metrics: ['revenue'] },
  ]);
  expect(snapshot.insights['shops']).toEqual(['The largest share of revenue is North: 58.8%.']);
  expect(blockOf(snapshot, 'headline')).not.toHaveProperty('partial');
});

test('What never came, or is there no more, holds the edition', async () => {
  const place = await shop();
  const weeks = sales('2026-09-28', '2026-11-22');
  expect(await place.run('sold_at,shop,amount\n', undefined, '--no-deliver')).toMatchObject({ status: 1 });
  expect((await readManifest(place.out)).editions[0]).toMatchObject({ status: 'held', html: null });
  expect(await place.run(weeks, undefined, '--no-deliver')).toMatchObject({ status: 0 });
  const gone = await place.run('sold_at,shop,amount\n', '2026-11-30T06:00:00Z', '--no-deliver');
  expect(gone.status).toBe(1);
  const [edition] = (await readManifest(place.out)).editions;
  expect(edition).toMatchObject({ id: 'acme/sales/trade/2026-W48', status: 'held' });
  expect(edition?.reasons.join()).toContain('till.sale had 112 rows, and has none now');
  // An export that stopped: nothing of the week has come.
  await place.run(weeks, '2026-11-30T07:00:00Z', '--no-deliver');
  const [stopped] = (await readManifest(place.out)).editions;
  expect(stopped?.reasons).toEqual(['No row of its data lies in 23–29 November 2026: nothing came of it yet']);
});
