/** Run by a test in processes of their own: draws every example, in the order given, and prints a hash per drawing. */
import { createDrawer } from '../../../src/charts/process/chartDrawer.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { BRAND, KOREAN_BRAND, SAMPLE_NAMES, sampleChart, sampleTable } from './sampleTables.ts';

/** In this very process, whose zone and language are the test's. */
const renderer = createDrawer();
const names = process.argv.includes('--backwards') ? [...SAMPLE_NAMES].reverse() : SAMPLE_NAMES;
const lines: string[] = [];
for (const name of names) {
  const chart = sampleChart(name);
  for (const brand of [BRAND, KOREAN_BRAND]) {
    const table = sampleTable(name, brand === KOREAN_BRAND);
    const wide = await renderer.draw({ chart, table, brand, width: 'wide', id: `${name}-wide` });
    const narrow = await renderer.draw({ chart, table, brand, width: 'narrow', id: `${name}-narrow` });
    lines.push(`${name} ${brand.name} ${sha256(wide.svg)} ${sha256(narrow.svg)}`);
  }
  const png = await renderer.drawPng({ chart, table: sampleTable(name), brand: BRAND, width: 'narrow', scale: 1 });
  lines.push(`${name} png ${sha256(png?.png ?? '')}`);
}
process.stdout.write(lines.sort().join('\n'));
