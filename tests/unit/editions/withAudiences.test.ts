import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { withAudiences } from '../../../src/editions/burst/burstEditions.ts';
import type { DueEdition } from '../../../src/editions/published/publishedIndex.ts';
import * as files from '../../../src/lib/files.ts';

vi.mock('../../../src/lib/files.ts', { spy: true });

const due = (report: string, audience: string | null): DueEdition =>
  ({ key: { brand: 'chain', report, periodName: '2026-W48', audience } }) as DueEdition;
const reader = (id: string) => ({ id, title: id, recipients: [`${id}@chain.example`] });

test('Each edition of a burst gets its own readers, and the file that names them all is read once', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'audiences-'));
  try {
    const audiences = ['north', 'south'].map(reader);
    await files.writeFileAtomic(
      join(outDir, 'audiences/chain/store/2026-W48.json'),
      JSON.stringify({ audiences, faults: [], notes: {} }),
    );
    const known = { ...due('store', 'east'), audience: reader('known') };
    const editions = [due('store', 'south'), due('all', null), due('store', 'north'), due('store', 'gone'), known];
    const found = await withAudiences(editions, outDir);
    expect(found.map(({ audience }) => audience?.id)).toEqual(['south', undefined, 'north', undefined, 'known']);
    expect(vi.mocked(files.readJson)).toHaveBeenCalledTimes(1);
    // A machine that has never built knows no readers.
    expect(await withAudiences([due('other', 'x')], outDir)).toEqual([due('other', 'x')]);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
});
