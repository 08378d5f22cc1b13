import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SourceTable } from '../../../src/types.ts';
import { effects, source, table, useBench } from '../connectors/fixture.ts';
import { type Random, randomOf } from '../connectors/random.ts';

/**
 * Histories by chance: files come, change, go, are renamed; some rows are bad; pulls end in the middle. What stands must be what
 * a pull from scratch gives.
 */
const bench = useBench();

/** Some rows of what is to be pulled. Keys come again in other files, newer or older. */
function rowsOf(random: Random): readonly string[] {
  return Array.from({ length: random.below(7) }, () => {
    const at = random.below(5) === 0 ? '' : String(random.below(50));
    const amount = random.below(12) === 0 ? 'oops' : String(random.below(1000));
    return [random.below(15), at, amount, random.pick(['one', 'two', 'three', ''])].join(',');
  });
}

/** Rows as they come to the end of a file: whole ones or, by a writer that is not done, all but the end of the last. */
function grown(random: Random): string {
  const rows = rowsOf(random).map((row) => (random.below(3) === 0 ? `${row},x` : row));
  const half = random.below(6) === 0 ? `${random.below(15)},1` : '';
  return `${rows.map((row) => `${row}\n`).join('')}${half}`;
}

async function change(folder: string, random: Random): Promise<void> {
  const names = await readdir(folder);
  const name = random.pick(names);
  const kind = random.pick(['new', 'new', 'change', 'remove', 'touch', 'grow', 'grow', 'grow'] as const);
  if (kind === 'grow' && name?.endsWith('.csv')) return appendFile(join(folder, name), grown(random));
  if (kind === 'remove' && name !== undefined && names.length > 1) return rm(join(folder, name));
  const target = kind === 'new' || name === undefined ? `${random.below(9)}.csv${random.pick(['', '.gz'])}` : name;
  const header = random.pick(['id,at,amount,brand', 'id,at,amount,brand,more']) ?? '';
  const more = header.endsWith('more') ? ',x' : '';
  const text = [header, ...rowsOf(random).map((row) => `${row}${more}`), ''].join('\n');
  await writeFile(join(folder, target), target.endsWith('.gz') ? gzipSync(text) : text);
}

const columns = { id: 'integer', at: 'integer', amount: 'integer' };
const layouts: readonly (readonly [string, Partial<SourceTable>, boolean])[] = [
  ['without a key', {}, false],
  ['with a key', { key: ['id'] }, false],
  ['with a key of two columns', { key: ['id', 'amount'], cursor: 'at' }, false],
  ['with a key and a cursor', { key: ['id'], cursor: 'at' }, false],
  ['without a key, split by brand', {}, true],
  ['with a key, split by brand', { key: ['id'], cursor: 'at' }, true],
];

test.each(layouts)('Files %s equal a full pull, whatever happened to them.', async (_, more, isSplit) => {
  for (let history = 0; history < 12; history += 1) {
    const random = randomOf(history + 1);
    const projectRoot = await bench.folder('project');
    const outDir = await bench.folder('out');
    await mkdir(join(projectRoot, 'in'));
    const brands = { brands: ['one', 'two'], ...(isSplit && { brandColumn: 'brand' }) };
    const rows = table(columns, { files: 'in/*' }, { maxBadRows: 1, ...more });
    const app = source('files', [rows], brands);
    let rounds = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      for (let left = 1 + random.below(4); left > 0; left -= 1) await change(join(projectRoot, 'in'), random);
      const request = { source: app, projectRoot, outDir, effects: effects({}, bench.logged) };
      if (random.below(3) === 0) {
        const last = 1 + random.below(7);
        let step = 0;
        const atStep = () => {
          step += 1;
          if (step === last) throw new Error('killed');
        };
        await bench.pull({ ...request, atStep }).catch((error: Error) => expect(error.message).toBe('killed'));
        await change(join(projectRoot, 'in'), random);
      }
      // Sometimes one brand is pulled by itself, and the other is behind.
      if (random.below(4) === 0) await bench.pull({ ...request, brands: [random.pick(['one', 'two']) ?? 'one'] });
      else await bench.pull(request);
      rounds += 1;
    }
    expect(rounds).toBe(4);
    await bench.expectFullPull({ source: app, projectRoot, outDir }).catch((error: unknown) => {
      throw new Error(`History ${history}: ${String(error)}`);
    });
  }
});
