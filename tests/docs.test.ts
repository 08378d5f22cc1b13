import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entitiesPage } from '../scripts/docs/entitiesPage.ts';
import { loadProject } from '../src/config/loadProject.ts';

const root = join(import.meta.dirname, '..');

test('docs/entities.md has the contracts as they are: `node scripts/docs.ts` writes them', async () => {
  const page = await readFile(join(root, 'docs', 'entities.md'), 'utf8');
  const { models } = await loadProject(root);
  expect(page).toBe(entitiesPage(page, models));
});
