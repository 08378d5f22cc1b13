/**
 * The reference workload on this machine: 2 million orders of 20 brands, 5 teams each, so 100 editions with 4 KPIs, 4
 * charts and a table; beside it, in turn, what a script of a day takes for the same (see dayScript.ts), and the browser
 * alone. Prints ratios, and what the budgets say of them.
 *
 *   node scripts/bench/run.ts [--brands 20] [--orders 2000000] [--repeat 3] [--no-pdf] [--no-script] [--out DIR]
 *
 * `--write` keeps the tables in docs/benchmarks.md; `--compare` ends with an error where a ratio in CPU seconds has grown
 * by more than a quarter over what scripts/bench/stated.json says, and writes nothing.
 */
import { readFile, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Manifest } from '../../src/types.ts';
import { compareWithStated } from './compareWithStated.ts';
import { FIGURES, type Figure, type Figures, figureTable, judgements, ratiosOf, ratioTable } from './figures.ts';
import { makeOrders } from './makeOrders.ts';
import { CONNECTION, makeProject, NOW } from './makeProject.ts';
import { type Measured, measure, measureProgram } from './measure.ts';
import { pageWeight } from './pageWeight.ts';
import { printFloor } from './printFloor.ts';
import { writeTables } from './writeTables.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    brands: { type: 'string', default: '20' },
    orders: { type: 'string', default: '2000000' },
    repeat: { type: 'string', default: '3' },
    pdf: { type: 'boolean', default: true },
    script: { type: 'boolean', default: true },
    write: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
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
const dayScript = (...flags: readonly string[]): Promise<Measured> =>
  measureProgram(join(import.meta.dirname, 'dayScript.ts'), [
    ...[join(orders.before, 'orders.parquet'), join(folder, 'day'), ...flags],
  ]);
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
  if (values.script) await note("the day's script, pages", () => dayScript());
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
  // Once is enough for what is so far away.
  if (values.script && round === 0) await note("the day's script, pages and PDFs", () => dayScript('--pdf'));
}

const { editions } = await readManifest();
const [first] = editions;
const weight =
  first?.html && first.pdf ? await pageWeight(join(outDir, first.html), join(outDir, first.pdf)) : undefined;
const ratios = ratiosOf(figures);
const tables = [...figureTable(figures, editions.length), '', ...ratioTable(ratios)];
console.log([...tables, '', ...judgements(figures, weight)].join('\n'));
if (values.write) await writeTables(tables);
if (values.compare) await compareWithStated(ratios, `${values.brands} brands, ${values.orders} orders`);
