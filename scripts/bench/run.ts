/**
 * The reference workload on this machine: 2 million orders of 20 brands, 5 teams each, so 100 editions with 4 KPIs, 4
 * charts and a table; and what the budgets say of it.
 *
 *   node scripts/bench/run.ts [--brands 20] [--orders 2000000] [--repeat 3] [--no-pdf] [--out DIR]
 */
import { readFile, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Manifest } from '../../src/types.ts';
import { FIGURES, type Figure, type Figures, figureTable, judgements } from './figures.ts';
import { makeOrders } from './makeOrders.ts';
import { CONNECTION, makeProject, NOW } from './makeProject.ts';
import { type Measured, measure } from './measure.ts';
import { pageWeight } from './pageWeight.ts';
import { printFloor } from './printFloor.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    brands: { type: 'string', default: '20' },
    orders: { type: 'string', default: '2000000' },
    repeat: { type: 'string', default: '3' },
    pdf: { type: 'boolean', default: true },
    out: { type: 'string', default: join(import.meta.dirname, '../../output/bench') },
  },
});

const folder = resolve(values.out);
const projectDir = join(folder, 'project');
const outDir = join(folder, 'out');
const brands = Array.from({ length: Number(values.brands) }, (_, at) => `brand-${String(at + 1).padStart(2, '0')}`);
const changed = brands[Math.min(6, brands.length - 1)] ?? '';
const orders = await makeOrders({ folder, orders: Number(values.orders), brands, changed });
await makeProject(projectDir, brands);

const broadsheet = (verb: string, root = orders.before, ...flags: readonly string[]): Promise<Measured> =>
  measure([verb, ...flags, '--project', projectDir, '--out', outDir, '--now', NOW], { [`${CONNECTION}_ROOT`]: root });
const startAfresh = (): Promise<void> => rm(outDir, { recursive: true, force: true });
const readManifest = async (): Promise<Manifest> =>
  JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8')) as Manifest;

const figures: Figures = new Map(FIGURES.map((name) => [name, []]));
const note = async (name: Figure, run: () => Promise<Measured>): Promise<void> => {
  const measured = await run();
  figures.get(name)?.push(measured);
  console.error(`${name}: ${measured.seconds.toFixed(1)} s (load ${loadavg()[0]?.toFixed(1)})`);
};

for (let round = 0; round < Number(values.repeat); round += 1) {
  await startAfresh();
  await note('pull alone', () => broadsheet('pull'));
  await note('build alone', () => broadsheet('build'));
  await note('compose alone', () => broadsheet('compose'));
  if (!values.pdf) continue;
  await startAfresh();
  await note('everything, from nothing', () => broadsheet('run'));
  const { editions, stages } = await readManifest();
  const told = stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`);
  console.error(`  of which, side by side: ${told.join(', ')}`);
  const pages = editions.flatMap(({ html }) => (html === null ? [] : join(outDir, html)));
  await note('the browser alone', () => printFloor(pages));
  await note('again, nothing changed', () => broadsheet('run'));
  await note('again, one brand changed', () => broadsheet('run', orders.after, '--rebuild'));
}

const { editions } = await readManifest();
const [first] = editions;
const weight =
  first?.html && first.pdf ? await pageWeight(join(outDir, first.html), join(outDir, first.pdf)) : undefined;
console.log([...figureTable(figures, editions.length), '', ...judgements(figures, weight)].join('\n'));
