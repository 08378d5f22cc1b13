/** A pull as a process of its own, so that it can be killed: `node pullProcess.ts FOLDER SOURCE`, the source as JSON. */
import { join } from 'node:path';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { pullSource } from '../../../src/extracts/pullSource.ts';
import type { Source } from '../../../src/types.ts';

const [, , outDir = '', json = '{}'] = process.argv;
const source: Source = JSON.parse(json);
const writer = await createParquetWriter({ tempDirectory: join(outDir, 'staging') });
const silent = () => {};
const effects = {
  now: '2026-11-23T05:00:00Z',
  log: { info: silent, warn: silent, progress: silent },
  env: () => undefined,
};
process.stdout.write('pulling\n');
await pullSource({ source, projectRoot: outDir, outDir, brands: source.brands, writer, effects });
writer.close();
