/**
 * The reference workload on this machine: 2 million orders of 20 brands, 5 teams each, so 100 editions with 4 KPIs, 4
 * charts and a table; and what the budgets say of it. Each figure is the best of --repeat runs.
 *
 *   node scripts/bench/run.ts [--brands 20] [--orders 2000000] [--repeat 3] [--no-pdf] [--out DIR]
 */
import { readFile, rm } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Manifest } from '../../src/types.ts';
import { makeOrders } from './makeOrders.ts';
import { CONNECTION, makeProject, NOW } from './makeProject.ts';
import { best, type Measured, measure } from './measure.ts';
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
const brands = Array.from(
  { length: Number(values.brands) },
  (_, index) => `brand-${String(index + 1).padStart(2, '0')}`,
);
const changed = brands[Math.min(6, brands.length - 1)] ?? '';
const orders = await makeOrders({ folder, orders: Number(values.orders), brands, changed });
await makeProject(projectDir, brands);

const broadsheet = (verb: string, root = orders.before): Promise<Measured> =>
  measure([verb, '--project', projectDir, '--out', outDir, '--now', NOW], { [`${CONNECTION}_ROOT`]: root });
const verbs = async (names: readonly string[], root?: string): Promise<Measured> => {
  const parts: Measured[] = [];
  for (const name of names) parts.push(await broadsheet(name, root));
  const sum = (of: (part: Measured) => number | null): number => parts.reduce((all, part) => all + (of(part) ?? 0), 0);
  return {
    seconds: sum((part) => part.seconds),
    cpuSeconds: sum((part) => part.cpuSeconds),
    peakMb: Math.max(...parts.map((part) => part.peakMb ?? 0)),
  };
};
const PAGES = ['pull', 'build', 'compose'];
const all = (root?: string): Promise<Measured> => (values.pdf ? broadsheet('run', root) : verbs(PAGES, root));

const figures: Record<string, Measured[]> = {};
const note = async (name: string, run: () => Promise<Measured>): Promise<void> => {
  const measured = await run();
  figures[name] = [...(figures[name] ?? []), measured];
  console.error(`${name}: ${measured.seconds.toFixed(1)} s (load ${loadavg()[0]?.toFixed(1)})`);
};

let stages: Manifest['stages'] = [];
const floors: number[] = [];
for (let round = 0; round < Number(values.repeat); round += 1) {
  await rm(outDir, { recursive: true, force: true });
  if (values.pdf) {
    for (const verb of PAGES) await note(`the stage ${verb} alone`, () => broadsheet(verb));
    await rm(outDir, { recursive: true, force: true });
  }
  await note('everything, from nothing', () => all());
  const manifest = JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8')) as Manifest;
  if (best(figures['everything, from nothing'] ?? []) === figures['everything, from nothing']?.at(-1))
    stages = manifest.stages;
  const pages = manifest.editions.flatMap(({ html }) => (html === null ? [] : join(outDir, html)));
  if (values.pdf) floors.push(await printFloor(pages));
  await note('again, nothing changed', () => all());
  await note(`again, ${changed} changed`, () => all(orders.after));
  await all();
}

const editions = brands.length * 5;
const seconds = (name: string): number => best(figures[name] ?? []).seconds;
const whole = seconds('everything, from nothing');
console.log(
  `\n${cpus().length} cores, ${cpus()[0]?.model}; Node ${process.version}; ${editions} editions; best of ${values.repeat}\n`,
);
console.log('| | seconds | engine’s CPU seconds | peak memory of the engine |\n|---|---|---|---|');
for (const [name, runs] of Object.entries(figures)) {
  const { seconds: wall, cpuSeconds, peakMb } = best(runs);
  console.log(`| ${name} | ${wall.toFixed(1)} | ${cpuSeconds?.toFixed(1) ?? '–'} | ${peakMb?.toFixed(0) ?? '–'} MB |`);
}
console.log(
  `\nStages of the whole run, overlapping: ${stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}.`,
);
console.log(`An edition: ${((whole / editions) * 1000).toFixed(0)} ms.`);

const judge = (what: string, figure: number, budget: number, unit: string): void => {
  const verdict = figure <= budget ? 'kept' : 'NOT KEPT';
  console.log(`- ${what}: ${figure.toFixed(2)} ${unit}, budget ${budget.toFixed(2)} ${unit}: ${verdict}`);
};
console.log('\nBudgets (of the reference workload on two cores):');
judge('nothing changed', seconds('again, nothing changed'), 3, 's');
judge('one brand changed, as a share of the whole', seconds(`again, ${changed} changed`) / whole, 0.1, '');
if (values.pdf) {
  const floor = Math.min(...floors);
  judge(`everything, as a multiple of the ${floor.toFixed(1)} s that the browser alone needs`, whole / floor, 1.25, '');
  const at = `brand-01/team-1/2025-12`;
  const { htmlKb, firstViewKb, pdfKb, foreign } = await pageWeight(
    join(outDir, 'site', at, 'index.html'),
    join(outDir, 'pdf', `${at}.pdf`),
  );
  judge('a page’s first view, compressed, with its fonts', firstViewKb, 100, 'KB');
  console.log(
    `- requests to elsewhere: ${foreign.length}; the page ${htmlKb.toFixed(0)} KB as it lies there, its PDF ${pdfKb.toFixed(0)} KB`,
  );
}
