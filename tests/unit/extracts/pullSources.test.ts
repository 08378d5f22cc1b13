import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { pullSources } from '../../../src/extracts/pullSources.ts';
import type { ParquetWriter } from '../../../src/types.ts';
import { effects, source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();

test('What nobody foresaw in one source holds up no other, and its text, which may hold a secret, is not told.', async () => {
  const outDir = await bench.folder('out');
  await writeFile(join(outDir, 'a.csv'), 'id\n1\n');
  const writer = await createParquetWriter({ tempDirectory: join(outDir, 'staging') });
  let loads = 0;
  const failing: ParquetWriter = {
    ...writer,
    load: async (request) => {
      loads += 1;
      if (loads === 1) throw new TypeError('Cannot read token-123');
      return writer.load(request);
    },
  };
  const files = (name: string) => ({ ...source('files', [table({ id: 'integer' }, { files: 'a.csv' })]), name });
  const logged: string[] = [];
  const { rows, unpulled } = await pullSources({
    sources: [files('odd'), files('even')],
    ...{ projectRoot: outDir, outDir, brands: ['one'], writer: failing, effects: effects({}, logged) },
  });
  writer.close();
  expect(rows).toBe(1);
  const told = unpulled.get('odd')?.reason ?? '';
  expect(told).toContain(
    'Source "odd" was not pulled, because of a bug or of this machine: TypeError, pullSources.test.ts:',
  );
  expect([told, ...logged].join('\n')).not.toContain('token-123');
});
