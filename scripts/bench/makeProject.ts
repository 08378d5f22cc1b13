import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../src/lib/files.ts';

export const TEAMS = [1, 2, 3, 4, 5] as const;
/** The first run that sees December 2025 closed. */
export const NOW = '2026-01-02T06:00:00Z';
/** Prefix of the environment variable that names the folder of the orders. */
export const CONNECTION = 'BENCH';

type Team = (typeof TEAMS)[number];

/**
 * Writes the reference workload as a project: one source that serves every brand by a column, and a report per team
 * that sees its team's orders alone. Metrics carry their team in their `where`, so that one scan measures all five.
 */
export async function makeProject(folder: string, brands: readonly string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const files = {
    'queries/sources/shop.yml': SOURCE,
    'queries/marts/orders.sql': ORDERS,
    'templates/site.yml': SITE,
    ...Object.fromEntries(brands.map((brand) => [`templates/brands/${brand}/brand.yml`, brandFile(brand)])),
    ...Object.assign({}, ...TEAMS.map(teamFiles)),
  };
  for (const [path, text] of Object.entries(files)) await writeFileAtomic(join(folder, path), text as string);
}

const SOURCE = `kind: files
brand_column: brand
connection: ${CONNECTION}
tables:
  orders:
    files: orders.parquet
    columns: {order_id: integer, ordered_at: timestamp, location_id: integer, customer_id: integer, category: varchar, channel: varchar, amount: double, discount: double, loyalty: boolean}
    key: order_id
    cursor: ordered_at
    freshness: {warn: 36h, error: 72h}
`;

const ORDERS = `select
  *,
  'team-' || ((location_id - 1) % 5 + 1) as team,
  cast(amount as decimal(18, 2)) - cast(discount as decimal(18, 2)) as revenue
from shop.orders
`;

const SITE = `title: Benchmark
base_url: https://bench.example
defaults: {locale: en-GB, time_zone: UTC, week_start: monday, currency: EUR, paper: A4, mail_from: bench@bench.example}
`;

function brandFile(brand: string): string {
  return `title: ${brand}\ncolours: {accent: "#0b6e6e"}\n`;
}

function teamFiles(team: Team): Readonly<Record<string, string>> {
  const report = `templates/reports/team-${team}`;
  const ofTeam = `from orders\nwhere team = 'team-${team}' and ordered_at < $period_end::date`;
  return {
    [`templates/teams/team-${team}.yml`]: `title: Team ${team}\ndescription: Its own 80 locations.\n`,
    [`queries/metrics/team_${team}.yml`]: metrics(team),
    [`queries/reports/channels_${team}.sql`]: `select channel, sum(revenue) as revenue\n${ofTeam}\ngroup by channel\norder by revenue desc, channel\n`,
    [`queries/reports/hours_${team}.sql`]: `select isodow(ordered_at) as weekday, hour(ordered_at) as hour, count(*) as orders\n${ofTeam}\ngroup by all\norder by all\n`,
    [`queries/reports/locations_${team}.sql`]: locations(ofTeam),
    [`${report}/report.md`]: body(team),
    ...Object.fromEntries(
      Object.entries(charts(team)).map(([name, spec]) => [`${report}/${name}.vl.json`, json(spec)]),
    ),
  };
}

function metrics(team: Team): string {
  const metric = (name: string, label: string, rule: string): string =>
    `  ${name}_${team}: {label: ${label}, description: ${label} of team ${team}., better: up, ${rule}}`;
  const aggregate = (sql: string): string =>
    `mart: orders, time: ordered_at, sql: ${sql}, where: team = 'team-${team}'`;
  return `team: team-${team}
metrics:
${metric('revenue', 'Revenue', `${aggregate('sum(revenue)')}, format: currency, dimensions: [category]`)}
${metric('orders', 'Orders', `${aggregate('count(*)')}, format: integer`)}
${metric('customers', 'Active customers', `${aggregate('count(distinct customer_id)')}, format: integer`)}
${metric('order_value', 'Average order value', `ratio: {of: revenue_${team}, to: orders_${team}}, format: currency, decimals: 2`)}
`;
}

function locations(ofTeam: string): string {
  return `select
  location_id as location,
  count(*) as orders,
  sum(revenue) as revenue,
  sum(revenue) / count(*) as order_value,
  sum(revenue) / sum(sum(revenue)) over () as share
${ofTeam}
group by location_id
order by revenue desc, location_id
limit 20
`;
}

function body(team: Team): string {
  return `---
title: Team ${team}
team: team-${team}
schedule: monthly
data:
  headline: {metrics: [revenue_${team}, orders_${team}, order_value_${team}, customers_${team}], grain: month}
  weekly: {metrics: [revenue_${team}], grain: week, last: 105}
  categories: {metrics: [revenue_${team}], grain: month, by: category, last: 24}
  channels: {query: channels_${team}, grain: month, columns: {revenue: {format: currency}}}
  hours: {query: hours_${team}, grain: month}
  locations:
    query: locations_${team}
    grain: month
    columns: {location: {label: Location}, orders: {format: integer}, revenue: {format: currency}, order_value: {format: currency, decimals: 2}, share: {format: percent}}
---
{% kpis headline %}

{% chart "weekly", weekly %}

{% chart "categories", categories %}

{% chart "channels", channels, width: "half" %}
{% chart "hours", hours, width: "half" %}

{% table locations, title: "Top 20 locations" %}
`;
}

function charts(team: Team): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const revenue = { field: `revenue_${team}`, type: 'quantitative' };
  return {
    weekly: {
      title: 'Weekly revenue',
      mark: 'line',
      encoding: { x: { field: 'period', type: 'temporal' }, y: revenue },
    },
    categories: {
      title: 'Monthly revenue by category',
      mark: 'bar',
      encoding: { x: { field: 'period', type: 'temporal' }, y: revenue, color: { field: 'category', type: 'nominal' } },
    },
    channels: {
      title: 'Revenue by channel',
      mark: 'bar',
      encoding: {
        y: { field: 'channel', type: 'nominal', sort: '-x' },
        x: { field: 'revenue', type: 'quantitative' },
      },
    },
    hours: {
      title: 'Orders by weekday and hour',
      mark: 'rect',
      encoding: {
        x: { field: 'hour', type: 'ordinal' },
        y: { field: 'weekday', type: 'ordinal' },
        color: { field: 'orders', type: 'quantitative' },
      },
    },
  };
}

function json(spec: unknown): string {
  return `${JSON.stringify(spec, null, 2)}\n`;
}
