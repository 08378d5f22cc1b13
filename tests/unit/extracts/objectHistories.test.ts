import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExtractPlace } from '../../../src/extracts/extractManifest.ts';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { restoreExtract } from '../../../src/extracts/pastExtracts.ts';
import { pathsOf } from '../../../src/extracts/rowFiles.ts';
import { filesOf, storedExtract } from '../../../src/extracts/standingExtract.ts';
import type { Source, SourceTable } from '../../../src/types.ts';
import { effects, NOW, toldBy, useBench } from '../connectors/fixture.ts';
import { type Bucket, driveBucket, s3Bucket } from '../connectors/objectBucket.ts';
import { type Random, randomOf } from '../connectors/random.ts';

/**
 * Histories by chance of files that lie elsewhere: they come, change, go, are renamed, replaced, thrown away and fetched back,
 * also while they are read; a fifth of the calls fails; pulls end in the middle. What stands must be what a pull from scratch
 * gives, and what stood before must be what stood then.
 */
const bench = useBench();
let writer: Awaited<ReturnType<typeof createParquetWriter>>;
beforeAll(async () => {
  writer = await createParquetWriter({ tempDirectory: await bench.folder('temp') });
});
afterAll(() => writer.close());

const BUCKETS: Readonly<Record<string, () => Promise<Bucket>>> = { s3: s3Bucket, 'google-drive': driveBucket };
const HISTORIES = 12;
const TURNS = 4;
const [KEEP_HOURS, BETWEEN_HOURS] = [30, 12];

const layouts: readonly (readonly [string, Partial<SourceTable>, Partial<Source>])[] = [
  ['without a key', {}, {}],
  ['with a key and a cursor', { key: ['id'], cursor: 'at' }, {}],
  ['with a key, split by brand', { key: ['id'], cursor: 'at' }, { brandColumn: 'brand' }],
];

/** What a person may be told of a bucket that was in a bad state, or changed under the pull's hands. */
const REFUSALS =
  /killed|nothing was refused|No file of|There is no column "amount"|Two files are named|was removed while|there is none|bad, more than|Run it again/;

interface History {
  readonly bucket: Bucket;
  readonly from: Source;
  readonly outDir: string;
  readonly random: Random;
  /** What stood after each pull, by brand. */
  readonly stood: { readonly now: string; readonly rows: ReadonlyMap<string, string> }[];
}

const later = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();
const requestOf = ({ bucket, from, outDir }: History, now: string) => ({
  ...{ source: from, outDir, effects: effects(bucket.env, [], now) },
  retryClock: { sleep: bucket.sleep, random: () => 1 },
});
const placeOf = ({ outDir }: History, brand: string): ExtractPlace => ({ outDir, source: 'app', table: 'rows', brand });

/** What stands now, as text, by brand; nothing for a brand without an extract. */
async function standing(history: History): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  for (const brand of ['one', 'two']) {
    const manifest = await storedExtract(placeOf(history, brand));
    if (manifest !== undefined) rows.set(brand, textOf(await bench.rowsOf(history.outDir, manifest)));
  }
  return rows;
}

/** The columns of what is restored stand in an order of their own. */
function textOf(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => row.map(String).sort().join()).join(' ');
}

/** A pull that may meet a bucket in a bad state, changes under its hands, faults, and its end. Where it is refused all stays as it was. */
async function troubledPull(history: History, turn: number): Promise<void> {
  const { bucket, random } = history;
  const before = await standing(history);
  bucket.trouble(random, 1 + random.below(4));
  let left = random.below(3) === 0 ? 1 + random.below(8) : Number.POSITIVE_INFINITY;
  const atStep = (): void => {
    left -= 1;
    if (left === 0) throw new Error('killed');
  };
  const told = await toldBy(bench.pull({ ...requestOf(history, later(turn * BETWEEN_HOURS - 6)), atStep }));
  bucket.quiet();
  await bucket.sleep();
  expect(told).toMatch(REFUSALS);
  if (!told.includes('killed') && !told.includes('nothing was refused'))
    expect(await standing(history)).toEqual(before);
}

async function live(history: History): Promise<void> {
  const { bucket, random, stood } = history;
  await bucket.mend(random);
  for (let turn = 1; turn <= TURNS; turn += 1) {
    for (let left = 1 + random.below(5); left > 0; left -= 1) await bucket.change(random);
    if (random.below(2) === 0) await troubledPull(history, turn);
    await bucket.mend(random);
    const now = later(turn * BETWEEN_HOURS);
    // Some runs are for one brand alone, and leave the other behind.
    const brands = random.below(4) === 0 ? [random.pick(['one', 'two']) ?? 'one'] : ['one', 'two'];
    await bench.pull({ ...requestOf(history, now), brands });
    stood.push({ now, rows: await standing(history) });
  }
  const now = later(TURNS * BETWEEN_HOURS + 1);
  await bench.expectFullPull(requestOf(history, now));
  stood.push({ now, rows: await standing(history) });
}

/** As far back as is kept, what stood then can be had; and no file lies there that no manifest names. */
async function lookBack(history: History): Promise<void> {
  const { outDir, from, stood } = history;
  const end = Date.parse(stood.at(-1)?.now ?? '');
  const target = join(outDir, 'restored.parquet');
  for (const brand of ['one', 'two']) {
    const place = placeOf(history, brand);
    const manifest = await storedExtract(place);
    for (const { now, rows } of stood) {
      if (end - Date.parse(now) > (KEEP_HOURS - BETWEEN_HOURS) * 3_600_000 || !rows.has(brand)) continue;
      const restored = await restoreExtract(place, now, { writer, key: from.tables[0]?.key ?? [], target });
      expect(restored, `${brand} at ${now}`).toBeDefined();
      const found = await bench.rowsOf(outDir, { parquet: 'restored.parquet' });
      expect(textOf(found), `${brand} at ${now}`).toBe(rows.get(brand));
    }
    const past = (manifest?.past ?? []).flatMap(({ files }) => pathsOf(files));
    const named = [...(manifest === undefined ? [] : filesOf(manifest)), ...past];
    const files = new Set(named.map((path) => path.split('/').at(-1)));
    const folder = await readdir(join(outDir, 'extracts/app/rows', brand));
    expect(folder.toSorted()).toEqual([...files, 'manifest.json'].toSorted());
  }
}

describe.each(Object.keys(BUCKETS))('%s', (kind) => {
  test.each(layouts)(
    'Files %s equal a full pull, whatever happened to them.',
    async (_, rows, more) => {
      for (let seed = 1; seed <= HISTORIES; seed += 1) {
        const bucket = await (BUCKETS[kind] ?? s3Bucket)();
        const from = bucket.from({ keepHours: KEEP_HOURS, ...rows }, more);
        const history = { bucket, from, outDir: await bench.folder('out'), random: randomOf(seed), stood: [] };
        try {
          await live(history);
          await lookBack(history);
        } catch (error) {
          throw new Error(`Seed ${seed}: ${String(error)}`, { cause: error });
        } finally {
          await bucket.close();
        }
      }
    },
    120_000,
  );
});
