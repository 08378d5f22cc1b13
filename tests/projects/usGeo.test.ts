/**
 * Somebody in each of the 29,880 cities of a public list: which place each is in, and where that lies, against plain SQL
 * over the file and against another list of the states' capitals.
 */
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { secondComputation } from '../support/secondComputation.ts';

let built: Promise<RealProject> | undefined;

function atlas(): Promise<RealProject> {
  built ??= realProject({
    set: 'us-geo',
    now: '2026-02-01T12:00:00Z',
    data: {
      all: {
        metrics: ['leads', 'members', 'new_members', 'located_members', 'located_share', 'home_cities', 'home_states'],
        grain: 'month',
      },
      states: { metrics: ['members'], grain: 'month', by: 'state_code', last: 1 },
    },
    checks: ['places_have_coordinates', 'members_join_after_they_ask'],
  });
  return built;
}

/** The file's rows; Puerto Rico is no state, and no map of the states has room for it. */
const CITIES = `(from read_csv('$folder/data/us-geo/us_cities.csv', header = true) where STATE_CODE <> 'PR')`;

async function plain(sql: string) {
  return secondComputation(realData('.'), sql);
}

testOnRealData('Members, cities and states are those of the file', async () => {
  const [ours] = (await atlas()).rows('all').slice(-1);
  const [theirs] = await plain(`
    select count(*) as people, count(distinct CITY || ', ' || STATE_CODE) as cities, count(distinct STATE_CODE) as states
    from ${CITIES}`);
  expect(theirs).toEqual({ people: 29_781, cities: 29_639, states: 51 });
  expect(ours).toMatchObject({ leads: 29_880, members: 29_880, new_members: 29_880 });
  expect(ours).toMatchObject({ located_members: 29_781, home_cities: 29_639, home_states: 51 });
  expect(ours?.['located_share']).toBeCloseTo(29_781 / 29_880, 12);
});

testOnRealData('Each state has its members, and those of no state are told apart', async () => {
  const ours = (await atlas()).rows('states').map(({ state_code, members }) => `${state_code} ${members}`);
  const theirs = await plain(`select STATE_CODE as state, count(*) as members from ${CITIES} group by all`);
  expect(ours.sort()).toEqual([...theirs.map(({ state, members }) => `${state} ${members}`), 'null 99'].sort());
});

testOnRealData(
  'A city stands at the middle of its rows, and not at that of its namesakes in other states',
  async () => {
    const ours = await (await atlas()).query('select place, latitude, longitude from places order by place');
    const theirs = await plain(`
    select
      CITY || ', ' || STATE_CODE as place,
      round(quantile_cont(LATITUDE, 0.5), 4) as latitude,
      round(quantile_cont(LONGITUDE, 0.5), 4) as longitude
    from ${CITIES}
    group by all
    order by place`);
    const wrong = theirs.filter(({ place, latitude, longitude }, index) => {
      const own = ours[index];
      const near = (a: unknown, b: unknown) => Math.abs(Number(a) - Number(b)) <= 0.000_101;
      return own?.['place'] !== place || !near(own?.['latitude'], latitude) || !near(own?.['longitude'], longitude);
    });
    expect(wrong).toEqual([]);
    expect(ours.filter(({ place }) => String(place).startsWith('Springfield, ')).length).toBe(24);
  },
);

testOnRealData('The capitals are where another list has them', async () => {
  interface Capital {
    readonly lon: number;
    readonly lat: number;
    readonly state: string;
    readonly city: string;
  }
  const capitals = JSON.parse(
    await readFile(realData('data', 'us-geo', 'us-state-capitals.json'), 'utf8'),
  ) as readonly Capital[];
  const ours = await (await atlas()).query(
    'select city, state_name, latitude, longitude from places join us_states using (state_code)',
  );
  const far = capitals.filter(({ lon, lat, state, city }) => {
    const own = ours.find((row) => row['city'] === city && row['state_name'] === state);
    return !(Math.hypot(Number(own?.['latitude']) - lat, Number(own?.['longitude']) - lon) < 0.35);
  });
  expect(capitals).toHaveLength(50);
  expect(far.map(({ city }) => city)).toEqual([]);
});
