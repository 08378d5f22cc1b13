/** What is broken costs what depends on it: no other edition of the brand, and nothing of another brand. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  REPOSITORY,
  readManifest,
  scratchFolder,
  statuses,
} from '../support/broadsheet.ts';

// Each test runs the whole job several times.
vi.setConfig({ testTimeout: 180_000 });

const NOW = '2026-11-23T12:00:00Z';
const BAD_VALUE =
  "Could not convert string 'Loaf' to INT32 when casting from source column product.  Mend the value where it comes from";

/** A report per kind of thing that can fail; each of them does on the rows of one shop of one brand. */
async function begin() {
  const project = await copyOfProject('tiny');
  await cp(join(REPOSITORY, 'tests/projects/brokenParts'), project, { recursive: true });
  return { project, out: await scratchFolder() };
}

type Begun = Awaited<ReturnType<typeof begin>>;

function run({ project, out }: Begun, ...args: readonly string[]) {
  return broadsheet(['run', '--project', project, '--out', out, '--now', NOW, ...args]);
}

async function change(project: string, file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(join(project, file), 'utf8');
  expect(text).toMatch(from);
  await writeFile(join(project, file), text.replaceAll(from, to));
}

test('Each thing that fails costs the editions that show it, with its file and line; mended, the next run makes them', async () => {
  const place = await begin();
  const { status } = await run(place);
  expect(status).toBe(1);
  const manifest = await readManifest(place.out);
  const isOut = ({ status }: (typeof manifest.editions)[number]): boolean => status === 'published';
  const bada = manifest.editions.filter(({ brand }) => brand === 'bada');
  expect(bada).toHaveLength(10);
  expect(bada.every(isOut)).toBe(true);
  const crumb = manifest.editions.filter(({ brand }) => brand === 'crumb');
  expect(crumb.filter(isOut).map(({ id }) => id)).toEqual(['crumb/kitchen/range/2026-10', 'crumb/shop/trade/2026-W47']);
  const told = crumb.filter((edition) => !isOut(edition));
  expect(told.map(({ report, status, reasons }) => [report, status, reasons.length])).toEqual([
    ['by-audience', 'failed', 1],
    ['by-chart', 'failed', 1],
    ['by-check', 'held', 1],
    ['by-derived', 'failed', 1],
    ['by-mart', 'failed', 1],
    ['by-metric', 'failed', 1],
    ['by-query', 'failed', 1],
    ['by-template', 'failed', 1],
  ]);
  const reasonOf = (report: string): string => told.find((edition) => edition.report === report)?.reasons.join() ?? '';
  expect(reasonOf('by-audience')).toContain(`queries/reports/odd_audiences.sql:3:40  ${BAD_VALUE}`);
  expect(reasonOf('by-chart')).toMatch(
    /^templates\/reports\/by-chart\/odd\.vl\.json:1 {2}The chart "odd" cannot be drawn over these data: Invalid regular/,
  );
  expect(reasonOf('by-check')).toContain(
    `Check odd_claim could not be made: queries/checks/odd_claim.sql:2:48  ${BAD_VALUE}`,
  );
  expect(reasonOf('by-mart')).toContain(`queries/marts/odd_sales.sql:6:35  ${BAD_VALUE}`);
  const metric = `queries/metrics/odd.yml:3:3  The metric "odd" cannot be measured: ${BAD_VALUE}`;
  expect(reasonOf('by-metric')).toContain(metric);
  expect(reasonOf('by-derived')).toContain(metric);
  expect(reasonOf('by-query')).toContain(`queries/reports/odd_products.sql:3:39  ${BAD_VALUE}`);
  expect(reasonOf('by-template')).toMatch(/^templates\/reports\/by-template\/report\.md.*range\(\) has at most/);
  expect(told.flatMap(({ reasons }) => reasons).filter((reason) => reason.includes('A bug'))).toEqual([]);
  // Mails of what came out have gone to their readers.
  expect(new Set(manifest.deliveries.map(({ edition }) => edition.split('/')[0]))).toEqual(new Set(['bada', 'crumb']));

  for (const file of ['marts/odd_sales', 'reports/odd_products', 'reports/odd_audiences', 'checks/odd_claim'])
    await change(place.project, `queries/${file}.sql`, /cast\(product as integer\)/g, '0');
  await change(place.project, 'queries/metrics/odd.yml', /cast\(product as integer\)/g, '0');
  await change(place.project, 'templates/reports/by-chart/odd.vl.json', /regexp\('\('\)/g, "regexp('x')");
  await change(place.project, 'templates/reports/by-template/report.md', /range\(1000000\)/g, 'range(0)');
  expect(await run(place)).toMatchObject({ status: 0 });
  const after = (await readManifest(place.out)).editions.filter(({ brand }) => brand === 'crumb');
  expect(after.filter((edition) => !/published|unchanged/.test(edition.status))).toEqual([]);
  expect(after.map(({ report }) => report)).toEqual(expect.arrayContaining(told.map(({ report }) => report)));

  // As if nothing had ever been broken; what had come out stays as it was.
  const afresh = { ...place, out: await scratchFolder() };
  expect(await run(afresh)).toMatchObject({ status: 0 });
  const folders = ['snapshots', 'site', 'pdf'];
  const differing = changedPaths(await fingerprint(place.out, folders), await fingerprint(afresh.out, folders));
  expect(differing.filter((path) => path.includes('/crumb/'))).toEqual([]);
});

test('What failed is told again by the next run, which builds nothing for it that is there', async () => {
  const place = await begin();
  const only = ['--brand', 'crumb', '--report', 'by-mart', '--report', 'trade', '--no-deliver'];
  expect(await run(place, ...only)).toMatchObject({ status: 1 });
  const warehouse = await fingerprint(place.out, ['warehouse']);
  const { reasons } = (await readManifest(place.out)).editions[0] ?? {};
  expect(reasons?.join()).toContain('odd_sales.sql:6:35');
  expect(await run(place, ...only)).toMatchObject({ status: 1 });
  const second = await readManifest(place.out);
  expect(statuses(second)).toEqual(['crumb/shop/by-mart/2026-W47 failed', 'crumb/shop/trade/2026-W47 unchanged']);
  expect(second.editions[0]?.reasons).toEqual(reasons);
  // A warehouse that is built anew has another identifier in its header.
  expect(changedPaths(warehouse, await fingerprint(place.out, ['warehouse']))).toEqual([]);
});
