import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSchemas } from '../../../src/config/exportSchemas.ts';
import { listFiles } from '../../../src/lib/files.ts';

const folder = join(import.meta.dirname, '../../../docs/schemas');

test('docs/schemas/ holds the schemas as they are: `node scripts/schemas.ts` writes them', async () => {
  const names = await listFiles(folder);
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  expect(Object.fromEntries(texts)).toEqual(exportSchemas());
});

test('A schema tells an editor which keys there are and which are needed', () => {
  const brand: unknown = JSON.parse(exportSchemas()['brand.json'] ?? '');
  expect(brand).toMatchObject({
    required: ['title'],
    additionalProperties: false,
    properties: { paper: { enum: ['A4', 'Letter'] } },
  });
});
