/** Report queries of the repository on a few rows, where a rule needs rows that the sample does not have. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Cell } from '../../src/types.ts';
import { model, testWarehouse } from '../unit/warehouse/fixture.ts';

interface Asked {
  readonly grain: string;
  readonly period: readonly [string, string];
  readonly last?: number;
}

/** A query's rows as objects; `marts` are selects by name. */
async function rowsOf(
  query: string,
  marts: Readonly<Record<string, string>>,
  { grain, period: [start, end], last = 13 }: Asked,
  folder: 'reports' | 'checks' = 'reports',
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const sql = await readFile(join(import.meta.dirname, '../../queries', folder, `${query}.sql`), 'utf8');
  const warehouse = await testWarehouse({ models: Object.entries(marts).map(([name, text]) => model(name, text)) });
  const values = { period_start: start, period_end: end, grain, last, brand: 'acme' };
  const { columns, rows } = await warehouse.query(sql, values);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

const activity_cohorts = await readFile(join(import.meta.dirname, '../../queries/marts/activity_cohorts.sql'), 'utf8');

describe('The retention triangle', () => {
  // Nobody joined in April and May; the cohort of July has not closed.
  const activity_periods = `select 'user' as kind, * from (values
    (1, 'month', date '2026-01-01', 'new'), (1, 'month', date '2026-02-01', 'retained'),
    (2, 'month', date '2026-02-01', 'new'),
    (3, 'month', date '2026-03-01', 'new'), (3, 'month', date '2026-05-01', 'resurrected'),
    (4, 'month', date '2026-06-01', 'new'), (5, 'month', date '2026-06-01', 'new'),
    (6, 'month', date '2026-07-01', 'new'),
    (1, 'week', date '2026-01-05', 'new')
  ) rows(person_id, grain, period, state)`;

  test('shows the last cohorts that there are, and not the last periods', async () => {
    const asked = { grain: 'month', period: ['2026-06-01', '2026-07-01'], last: 3 } as const;
    const rows = await rowsOf('retention_triangle', { activity_periods, activity_cohorts }, asked);
    expect([...new Set(rows.map(({ cohort }) => cohort))]).toEqual(['2026-02-01', '2026-03-01', '2026-06-01']);
  });

  test('a period that has not closed has no cell, one in which nobody came back is 0', async () => {
    const asked = { grain: 'month', period: ['2026-06-01', '2026-07-01'], last: 2 } as const;
    const rows = await rowsOf('retention_triangle', { activity_periods, activity_cohorts }, asked);
    expect(rows.map(({ cohort, age, users, share }) => [cohort, Number(age), Number(users), share])).toEqual([
      ['2026-03-01', 0, 1, 1],
      ['2026-03-01', 1, 0, 0],
      ['2026-03-01', 2, 1, 1],
      ['2026-03-01', 3, 0, 0],
      ['2026-06-01', 0, 2, 1],
    ]);
  });
});

describe('The retention triangle of buyers', () => {
  test('has cohorts by the first purchase, those who came back after a gap too', async () => {
    const activity_periods = `select 'buyer' as kind, * from (values
      ('a', 'month', date '2026-01-01', 'new'), ('a', 'month', date '2026-02-01', 'churned'), ('a', 'month', date '2026-03-01', 'resurrected'),
      ('b', 'month', date '2026-01-01', 'new'), ('b', 'month', date '2026-02-01', 'retained'),
      ('c', 'month', date '2026-03-01', 'new'), ('d', 'month', date '2026-04-01', 'new')
    ) rows(person_id, grain, period, state)`;
    const asked = { grain: 'month', period: ['2026-03-01', '2026-04-01'], last: 12 } as const;
    const rows = await rowsOf('buyer_retention_triangle', { activity_periods, activity_cohorts }, asked);
    expect(rows.map(({ cohort, age, buyers, share }) => [cohort, Number(age), Number(buyers), share])).toEqual([
      ['2026-01-01', 0, 2, 1],
      ['2026-01-01', 1, 1, 0.5],
      ['2026-01-01', 2, 1, 0.5],
      ['2026-03-01', 0, 1, 1],
    ]);
  });
});

describe('A city that no list has', () => {
  test('is told where it lies elsewhere, and not where nobody says in which state', async () => {
    const stg_leads = `select * from (values
      ('a', 'Austin', 'TX', null), ('b', 'Berlin', null, 'DE'), ('c', 'London', 'England', null), ('d', 'Toledo', null, 'US'), ('e', null, null, 'FR')
    ) rows(lead_id, city, region, country)`;
    const members = `select lead_id as member_id, case lead_id when 'a' then 'Austin, TX' end as place from stg_leads`;
    const us_states = `select 'TX' as state_code, 'Texas' as state_name`;
    const asked = { grain: 'month', period: ['2026-02-01', '2026-03-01'] } as const;
    const rows = await rowsOf('cities_are_on_the_map', { stg_leads, members, us_states }, asked, 'checks');
    expect(rows.map(({ city, members: count }) => [city, Number(count)])).toEqual([
      ['Berlin', 1],
      ['London', 1],
    ]);
  });
});

describe('Those at risk', () => {
  test('are as many in their metric as in all that a page calls at risk: a VIP among them is in no group of that name', async () => {
    const notes = await readFile(join(import.meta.dirname, '../../queries/marts/customer_periods.yml'), 'utf8');
    const { columns } = parse(notes) as {
      readonly columns: {
        readonly rfm_segment: { readonly values: Readonly<Record<string, { readonly en: string }>> };
      };
    };
    const customer_periods = `select * from (values
      ('a', 60, 9, 'VIP', true, false), ('b', 50, 2, 'At risk', true, false), ('c', 3, 1, 'New', false, false), ('d', 400, 0, 'Lost', false, true)
    ) rows(customer_id, recency_days, orders_365d, rfm_segment, is_at_risk, is_lost),
    (select 'month' as grain, date '2026-02-01' as period_start, 10.0 as revenue_365d_amount)`;
    const asked = { grain: 'month', period: ['2026-02-01', '2026-03-01'] } as const;
    const bands = await rowsOf('recency_bands', { customer_periods }, asked);
    const ofBands = bands
      .filter(({ state }) => state === 'at risk')
      .reduce((sum, row) => sum + Number(row['customers']), 0);
    expect(ofBands).toBe(2);
    expect(Object.values(columns.rfm_segment.values).map(({ en }) => en)).not.toContain('At risk');
  });
});

describe('What was counted and is none is 0, and not unknown', () => {
  test('A channel that only one model credits has 0 of the others', async () => {
    const attribution = `select * from (values
      ('Search', 'linear', 0.5, 10.0, date '2026-05-01'), ('Search', 'last touch', 1.0, 20.0, date '2026-05-01'),
      ('Radio', 'linear', 0.5, 10.0, date '2026-05-01')
    ) rows(channel, model, credit, revenue_amount, converted_on)`;
    const asked = { grain: 'week', period: ['2026-05-04', '2026-05-11'] } as const;
    const rows = await rowsOf('attribution_models', { attribution }, asked);
    const radio = rows.find(({ channel }) => channel === 'Radio');
    expect([radio?.['first_touch'], radio?.['last_touch'], radio?.['position_based']].map(Number)).toEqual([0, 0, 0]);
    expect(Object.values(radio ?? {})).not.toContain(null);
  });
});
