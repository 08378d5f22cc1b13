/** One edition per stall of a fair, for its keeper: whose names are hostile, who come and go, and who see nothing of each other. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import type { Manifest } from '../../src/types.ts';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  readManifest,
  scratchFolder,
  statuses,
  writeTimes,
} from '../support/broadsheet.ts';
import { amountOf, MONDAYS, PRODUCTS, STALLS, type Stall, writeStalls } from '../support/stallData.ts';

const W46 = '2026-11-16T12:00:00Z';
const W47 = '2026-11-23T12:00:00Z';
const REPORT = 'fair/keepers/stall';

interface Place {
  readonly project: string;
  readonly out: string;
}

let place: Place;
let first: Manifest;
let second: Manifest;
/** What the first run, of W46, left behind, and how long it took. */
let filesOfFirst: Readonly<Record<string, string>>;
let firstMs: number;

const SEEN = ['snapshots', 'site', 'pdf', 'mail', 'state'];

async function begin(): Promise<Place> {
  const project = await copyOfProject('stalls');
  await writeStalls(project);
  return { project, out: await scratchFolder() };
}

function run({ project, out }: Place, now: string, ...args: readonly string[]) {
  return broadsheet(['run', '--project', project, '--out', out, '--now', now, '--rebuild', ...args]);
}

beforeAll(async () => {
  place = await begin();
  // The entry that is no mail address is told in each run.
  const start = performance.now();
  expect(await run(place, W46)).toMatchObject({ status: 1 });
  firstMs = performance.now() - start;
  first = await readManifest(place.out);
  filesOfFirst = await fingerprint(place.out, SEEN);
  expect(await run(place, W47)).toMatchObject({ status: 1 });
  second = await readManifest(place.out);
}, 120_000);

/** The edition of a stall, by its id. */
function editionOf({ editions }: Manifest, { id }: Pick<Stall, 'id'>) {
  const found = editions.filter(({ audience }) => audience === id);
  expect(found).toHaveLength(1);
  return found[0];
}

const isThere = (stall: Stall, day: string): boolean => stall.openedOn < day && (stall.closedOn ?? '9999') >= day;

test('Every stall that stood when the period ended has an edition, at an address of its own that any disk takes', () => {
  for (const [manifest, end] of [
    [first, '2026-11-16'],
    [second, '2026-11-23'],
  ] as const) {
    const there = STALLS.filter((stall) => isThere(stall, end));
    expect(new Set(manifest.editions.map(({ audience }) => audience))).toEqual(new Set(there.map(({ id }) => id)));
    expect(manifest.editions.map(({ status }) => status)).toEqual(there.map(() => 'published'));
    const paths = manifest.editions.flatMap(({ html, pdf, snapshot }) => [html, pdf, snapshot]);
    expect(new Set(paths.map((path) => path?.toLowerCase())).size).toBe(paths.length);
    for (const path of paths)
      expect(path).toMatch(
        /^[a-z]+\/fair\/keepers\/stall\/[a-z0-9][a-z0-9_-]{0,60}\/2026-W4\d(\/index\.html|\.pdf|\.json)$/,
      );
  }
  expect(editionOf(second, { id: 'north' })?.id).toBe(`${REPORT}/north/2026-W47`);
});

test('Every number of an edition is its own stall’s, as counted from the rows', async () => {
  for (const stall of STALLS.filter((one) => isThere(one, '2026-11-23'))) {
    const index = STALLS.indexOf(stall);
    const snapshot = JSON.parse(await readFile(join(place.out, editionOf(second, stall)?.snapshot ?? ''), 'utf8'));
    const weeks = MONDAYS.slice(0, 5).filter((monday) => monday >= stall.openedOn.slice(0, 10) || stall.id !== 'young');
    const took = weeks.map((monday) => PRODUCTS.reduce((sum, _, product) => sum + amountOf(index, monday, product), 0));
    const readings = snapshot.data.headline.readings as readonly {
      metric: string;
      value: number;
      target?: object;
      compared: { previous: { value: number | null } };
    }[];
    const reading = (name: string) => readings.find(({ metric }) => metric === name);
    const isYoung = stall.id === 'young';
    expect(reading('takings')?.value).toBeCloseTo(isYoung ? amountsOf(index, '2026-11-16') : (took.at(-1) ?? 0), 2);
    expect(reading('lines')?.value).toBe(2);
    expect(reading('takings_28d')?.value).toBeCloseTo(
      isYoung ? amountsOf(index, '2026-11-16') : took.slice(-4).reduce((sum, week) => sum + week, 0),
      2,
    );
    expect(reading('takings')?.compared.previous.value ?? null).toEqual(
      isYoung ? null : expect.closeTo(took.at(-2) ?? 0, 2),
    );
    // A limit that is set for the whole fair is not to be reached by each stall; a ratio's is.
    expect(reading('takings')?.target).toBeUndefined();
    expect(reading('average_line')?.target).toMatchObject({ met: true });
    const fair = snapshot.data.fair.tables.week.rows.at(-1);
    // One of them left in the middle of the week: what is of all is not of the audiences alone.
    expect(fair).toEqual(['2026-11-16', 2 * STALLS.length]);
  }
  expect(second.alerts).toEqual([]);
});

function amountsOf(index: number, monday: string): number {
  return PRODUCTS.reduce((sum, _, product) => sum + amountOf(index, monday, product), 0);
}

/** Every amount of a stall, as rows, CSVs and pages may write it. */
function amountsInWords(stall: Stall): readonly string[] {
  const index = STALLS.indexOf(stall);
  return MONDAYS.slice(0, 5).flatMap((monday) =>
    [...PRODUCTS.map((_, product) => amountOf(index, monday, product)), amountsOf(index, monday)].flatMap((amount) => [
      amount.toFixed(2),
      amount.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    ]),
  );
}

test('Nothing of one stall is in another’s page, CSV, snapshot or mail', async () => {
  const files = await listFiles(place.out);
  for (const stall of STALLS.filter((one) => isThere(one, '2026-11-23'))) {
    const html = editionOf(second, stall)?.html ?? '';
    const folder = html.replace('index.html', '');
    const slug = folder.split('/')[4] ?? '';
    const own = files.filter(
      (path) => (path.startsWith(folder) && !path.endsWith('.pdf')) || path === editionOf(second, stall)?.snapshot,
    );
    const mails = files.filter((path) => path.startsWith(`mail/fair/keepers/stall-${slug}-2026-W47-`));
    expect(own.filter((path) => path.endsWith('.csv')).length).toBe(7);
    const texts = await Promise.all([
      ...own.map((path) => readFile(join(place.out, path), 'utf8')),
      ...mails.map(mailText),
    ]);
    const text = texts.join('\n');
    for (const amount of amountsInWords(stall).slice(-1)) expect(text).toContain(amount);
    for (const other of STALLS.filter((one) => one !== stall)) {
      expect(amountsInWords(other).filter((amount) => text.includes(amount))).toEqual([]);
      if (!stall.title.includes(other.title)) expect(text.includes(other.title.slice(0, 40))).toBe(false);
    }
  }
});

async function mailText(path: string): Promise<string> {
  const { subject, text, html } = await simpleParser(await readFile(join(place.out, path)), { skipImageLinks: true });
  return [subject, text, html].join('\n');
}

test('Mails go to the keepers of the row and to nobody of the team; what is no address is told, and shown to nobody', async () => {
  const sentTo = second.deliveries.map(({ edition, recipient }) => `${recipient} ${edition.split('/')[3]}`);
  expect(sentTo).toEqual(
    second.editions.flatMap(({ id, audience }) =>
      (STALLS.find((stall) => stall.id === audience)?.keeper ?? '')
        .split(',')
        .map((keeper) => keeper.trim())
        .filter((keeper) => keeper.includes('@'))
        .sort()
        .map((keeper) => `${keeper} ${id.split('/')[3]}`),
    ),
  );
  expect(sentTo.join()).not.toContain('office@');
  const slip = editionOf(second, { id: 'slip' });
  expect(slip?.status).toBe('published');
  expect(slip?.reasons).toEqual([
    'The query stalls_to_tell gives it an entry that is no mail address: no mail goes there.',
  ]);
  const mail = (await listFiles(join(place.out, 'mail'))).find((path) => path.includes('stall-north-2026-W47')) ?? '';
  const { subject, text } = await simpleParser(await readFile(join(place.out, 'mail', mail)));
  expect(subject).toMatch(/^North gate · Your stall: /);
  expect(text).toContain('You get this mail because you are named as a reader of North gate at The Fair.');
});

test('A stall that nobody is told of is on the site alone, and the run says so', async () => {
  const { stderr } = await run(place, W47);
  expect(stderr).toContain('fair, stall: on the site alone, because nobody is to get a mail of it: Nobody told.');
  expect((await readManifest(place.out)).editions.map(({ status }) => status)).toEqual(
    second.editions.map(() => 'unchanged'),
  );
  expect(
    (await readManifest(place.out)).deliveries.every(({ status }) => status === 'already' || status === 'written'),
  ).toBe(true);
});

test('A stall that has left keeps its editions as they were, and an edition leads to earlier ones of its own stall alone', async () => {
  const after = await fingerprint(place.out, ['site', 'pdf', 'snapshots']);
  const seen = Object.entries(filesOfFirst).filter(([path]) => /^(site|pdf|snapshots)\//.test(path));
  const before = Object.fromEntries(seen);
  const changed = changedPaths(before, after).filter((path) => path in before);
  // The pages that lead to editions, and nothing of an edition.
  expect(changed.filter((path) => /2026-W46/.test(path))).toEqual([]);
  expect(Object.keys(after)).toContain(`site/${REPORT}/gone/2026-W46/index.html`);
  expect(Object.keys(after).filter((path) => path.includes('/gone/2026-W47'))).toEqual([]);
  for (const stall of STALLS.filter((one) => isThere(one, '2026-11-23'))) {
    const path = editionOf(second, stall)?.html ?? '';
    const html = await readFile(join(place.out, path), 'utf8');
    const editions = [...html.matchAll(/href="([^"]*2026-W4\d[^"]*)"/g)].map(
      ([, href]) => new URL(href ?? '', `https://x/${path}`).pathname,
    );
    const slug = path.split('/')[4];
    expect(editions.filter((href) => !href.startsWith(`/site/${REPORT}/${slug}/`))).toEqual([]);
    expect(editions.some((href) => href.includes('2026-W46'))).toBe(stall.id !== 'young');
  }
});

test('The lists show a burst as one thing, by the stalls’ names and without a number of theirs', async () => {
  const read = (path: string) => readFile(join(place.out, 'site', path), 'utf8');
  for (const list of ['fair/index.html', 'fair/keepers/index.html']) {
    const html = await read(list);
    expect(html.match(/stall\/index\.html/g)?.length).toBeGreaterThan(0);
    expect(html).not.toContain('/2026-W4');
    expect(html).toContain('Editions: 9');
  }
  const burst = await read(`${REPORT}/index.html`);
  expect(burst).toContain('&lt;script&gt;alert(&quot;south&quot;)&lt;/script&gt;');
  for (const stall of STALLS) expect(amountsInWords(stall).filter((amount) => burst.includes(amount))).toEqual([]);
  const own = await read(`${REPORT}/north/index.html`);
  expect(own).toContain('2026-W46');
  expect(own).toContain('2026-W47');
});

test('Weeks that were missed are made up for, each with the stalls that stood then', { timeout: 180_000 }, async () => {
  const late = { project: place.project, out: await scratchFolder() };
  await run(late, '2026-11-09T12:00:00Z', '--no-deliver');
  await run(late, W47, '--no-deliver');
  const ids = statuses(await readManifest(late.out));
  expect(ids.filter((line) => line.includes('/gone/'))).toEqual([`${REPORT}/gone/2026-W46 published`]);
  expect(ids.filter((line) => line.includes('/young/'))).toEqual([`${REPORT}/young/2026-W47 published`]);
  expect(ids.filter((line) => line.includes('/north/'))).toEqual([
    `${REPORT}/north/2026-W46 published`,
    `${REPORT}/north/2026-W47 published`,
  ]);
});

/** What is kept for the next stages and for people, beside the site. */
const MADE = ['snapshots', 'pdf'];

test('A fresh machine that has only the state makes all again, to the byte, also of stalls that have left', {
  timeout: 180_000,
}, async () => {
  const fresh = { project: place.project, out: await scratchFolder() };
  await cp(join(place.out, 'state'), join(fresh.out, 'state'), { recursive: true });
  await run(fresh, W47, '--no-deliver');
  const seen = ['site', 'state/editions', 'state/snapshots'];
  expect(changedPaths(await fingerprint(place.out, seen), await fingerprint(fresh.out, seen))).toEqual([]);
  // Of these it has what its manifest names, and not the past.
  const [here, there] = [await fingerprint(place.out, MADE), await fingerprint(fresh.out, MADE)];
  const { editions } = await readManifest(fresh.out);
  expect(Object.keys(there).sort()).toEqual(
    editions.flatMap(({ pdf, snapshot }) => [pdf ?? '', snapshot ?? '']).sort(),
  );
  for (const [path, hash] of Object.entries(there)) expect(here[path], path).toBe(hash);
});

test('The edition of a stall whose record is damaged is told and not made again, though a list says that it is owed', {
  timeout: 180_000,
}, async () => {
  const out = await scratchFolder();
  await cp(join(place.out, 'state'), join(out, 'state'), { recursive: true });
  const [edition] = first.editions;
  const { id = '', audience, period } = edition ?? {};
  const record = join(out, 'state', 'editions', `${id}.json`);
  await writeFile(record, '{"version": 2');
  const owed = [{ report: 'stall', audience, period, periodName: '2026-W46', dueAt: '2026-11-16T06:00:00Z' }];
  await writeFile(join(out, 'state', 'owed', 'fair.json'), JSON.stringify(owed));
  const { stderr } = await broadsheet(['run', '--project', place.project, '--out', out, '--now', W47, '--no-deliver']);
  expect(stderr).toContain(`${id}: Its record cannot be read`);
  expect(await readFile(record, 'utf8')).toBe('{"version": 2');
});

test('A query that names nobody holds the report back, and what was published stays', async () => {
  const empty = await begin();
  const source = join(empty.project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/^( +)(columns:)/gm, '$1may_be_empty: true\n$1$2'));
  await run(empty, W46, '--no-deliver');
  const before = await writeTimes(empty.out, ['site', 'pdf', 'snapshots']);
  await writeStalls(empty.project, []);
  const { status } = await run(empty, W47);
  expect(status).toBe(1);
  const manifest = await readManifest(empty.out);
  expect(statuses(manifest)).toEqual([`${REPORT}/2026-W47 held`]);
  expect(manifest.editions[0]?.reasons).toEqual([
    'The query stalls_to_tell gave no row: there is nobody to make an edition for.',
  ]);
  expect(changedPaths(before, await writeTimes(empty.out, ['site', 'pdf', 'snapshots']))).toEqual([]);
});

test('Stage by stage comes out as in one run', { timeout: 180_000 }, async () => {
  const staged = { project: place.project, out: await scratchFolder() };
  for (const stage of ['pull', 'build', 'compose', 'print', 'publish', 'deliver'])
    await broadsheet([stage, '--project', staged.project, '--out', staged.out, '--now', W46]);
  expect(changedPaths(filesOfFirst, await fingerprint(staged.out, SEEN))).toEqual([]);
});

test('Killed at several moments and run again: the same editions as never killed', { timeout: 240_000 }, async () => {
  const killed = { project: place.project, out: await scratchFolder() };
  for (const moment of [0.4, 0.6, 0.85]) {
    await broadsheet(['run', '--project', killed.project, '--out', killed.out, '--now', W46], {
      killAfterMs: Math.round(firstMs * moment),
    });
  }
  await run(killed, W46);
  expect(changedPaths(filesOfFirst, await fingerprint(killed.out, SEEN))).toEqual([]);
});
