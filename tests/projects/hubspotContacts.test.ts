/** HubSpot's contacts as leads and its companies as customers, in the layout of a well-known extract: counts against plain SQL over the files. */
import { expect } from 'vitest';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { secondComputation } from '../support/secondComputation.ts';

let built: Promise<RealProject> | undefined;

function portal(): Promise<RealProject> {
  built ??= realProject({
    set: 'fivetran-hubspot-contacts',
    dataFolder: 'data/fivetran-hubspot',
    now: '2021-06-15T12:00:00Z',
    data: {
      months: {
        metrics: [
          'leads',
          'mqls',
          'previous_mqls',
          'lead_velocity_rate',
          'lead_to_mql_rate',
          'leads_ytd',
          'channel_known',
        ],
        grain: ['month', 'week'],
        last: 18,
      },
    },
  });
  return built;
}

/** Contacts that are not another one by now, by the day on which they were made in New York. */
const LEADS = `
  select timezone('America/New_York', timezone('UTC', c.property_createdate))::date as day
  from read_csv('$folder/contact_data.csv', header = true) as c
  where not exists (
    from read_csv('$folder/contact_data.csv', header = true, all_varchar = true) as other
    where contains(';' || other.property_hs_merged_object_ids || ';', ';' || c.id || ';')
  )`;

async function plain(sql: string) {
  return secondComputation(realData('data', 'fivetran-hubspot'), sql);
}

testOnRealData('A contact that was merged into another is no lead of its own', async () => {
  expect(await plain(`select count(*) as leads from (${LEADS})`)).toEqual([{ leads: 19 }]);
  const [all] = await (await portal()).query('select count(*) as leads, count(distinct lead_id) as ids from leads');
  expect(all).toEqual({ leads: 19, ids: 19 });
});

testOnRealData('Leads by month and week are those of the file, in the time of the portal', async () => {
  const { rows } = await portal();
  for (const grain of ['month', 'week'] as const) {
    const ours = rows('months', grain).filter(({ leads }) => Number(leads) > 0);
    const theirs = await plain(
      `select date_trunc('${grain}', day)::date as period, count(*) as leads from (${LEADS}) group by all order by all`,
    );
    const counted = theirs.filter(({ period }) => ours.some((row) => row['period'] === period));
    expect(ours.map(({ period, leads }) => ({ period, leads }))).toEqual(counted);
    expect(counted.length).toBeGreaterThan(grain === 'month' ? 7 : 3);
  }
});

testOnRealData('Each contact came through a form, and the velocity is that of the counts', async () => {
  const months = (await portal()).rows('months');
  for (const [index, month] of months.entries()) {
    expect(month['mqls']).toBe(month['leads']);
    const before = months[index - 1];
    if (before === undefined || before['mqls'] === null) continue;
    expect(month['previous_mqls']).toBe(before['mqls']);
    const growth = before['mqls'] === 0 ? null : Number(month['mqls']) / Number(before['mqls']) - 1;
    if (growth === null) expect(month['lead_velocity_rate']).toBeNull();
    else expect(Number(month['lead_velocity_rate'])).toBeCloseTo(growth, 12);
  }
});

testOnRealData('Companies are customers, by the country that they name', async () => {
  const ours = await (await portal()).query(
    'select country, count(*) as companies, min(joined_on)::varchar as first from customers group by all order by all',
  );
  const theirs = await plain(`
    select
      property_country as country,
      count(*) as companies,
      strftime(min(timezone('America/New_York', timezone('UTC', property_createdate))::date), '%Y-%m-%d') as first
    from read_csv('$folder/company_data.csv', header = true)
    group by all
    order by all`);
  expect(ours).toEqual(theirs);
  expect(ours).toHaveLength(2);
});
