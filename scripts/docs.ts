import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadProject } from '../src/config/loadProject.ts';
import { writeFileAtomic } from '../src/lib/files.ts';
import { entitiesPage } from './docs/entitiesPage.ts';

/** Writes docs/entities.md from the contracts in queries/staging/. */
const root = join(import.meta.dirname, '..');
const { models } = await loadProject(root);
const file = join(root, 'docs', 'entities.md');
await writeFileAtomic(file, entitiesPage(await readFile(file, 'utf8'), models));
