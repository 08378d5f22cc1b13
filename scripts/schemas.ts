import { join } from 'node:path';
import { exportSchemas } from '../src/config/exportSchemas.ts';
import { writeFileAtomic } from '../src/lib/files.ts';

/** Writes docs/schemas/, which editors read: `# yaml-language-server: $schema=…` at the top of a content file. */
const folder = join(import.meta.dirname, '../docs/schemas');
for (const [name, text] of Object.entries(exportSchemas())) await writeFileAtomic(join(folder, name), text);
