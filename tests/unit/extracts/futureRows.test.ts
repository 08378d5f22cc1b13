import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';

const LATEST = '2026-11-24T06:00:00.000Z';

/** Loads a CSV with a column `at` of a type; the reasons of its bad rows, and how many rows are left. */
async function load(type: string, lines: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'future-'));
  const writer = await createParquetWriter({ tempDirectory: join(folder, 'temp'), latest: LATEST });
  const path = join(folder, 'rows.csv');
  await writeFile(path, ['at,n', ...lines].join('\n'));
  try {
    const { rows, rejected } = await writer.write({
      files: [{ path, label: 'rows.csv', format: 'csv', delimiter: ',', header: true, gzip: false }],
      columns: { at: type, n: 'integer' },
      stamp: 'at',
      target: join(folder, 'rows.parquet'),
      maxRejected: 10,
    });
    return { rows, reasons: rejected.map(({ line, reason }) => `${line}: ${reason}`) };
  } finally {
    writer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

test.each([
  ['timestamp', '2026-11-23 10:00:00', '2099-01-01 00:00:00'],
  ['timestamptz', '2026-11-24T05:59:00Z', '2026-11-24T06:01:00Z'],
  ['date', '2026-11-24', '2026-11-25'],
])('A row whose %s lies in the future is bad, and the others are not', async (type, past, future) => {
  const { rows, reasons } = await load(type, [`${past},1`, `${future},2`, ',3']);
  expect(rows).toBe(2);
  expect(reasons).toEqual([`3: "${future}" in column "at" lies in the future`]);
});
