import { expect, test } from 'vitest';
import { freshnessOf } from '../../../src/checks/freshness.ts';
import type { ExtractManifest, Source } from '../../../src/types.ts';

const place = { file: 'queries/sources/app.yml', line: 1 };
const table = (name: string) => ({ name, columns: { id: 'integer' }, key: [], options: {}, place });
const source: Source = { name: 'app', kind: 'files', brands: ['one'], tables: [table('a'), table('b')], place };

function extract(name: string, rows: number, bad: number): ExtractManifest {
  const rejected = Array.from({ length: bad }, (_, line) => ({ file: 'a.csv', line, text: 'x', reason: 'is bad' }));
  const asOf = '2026-11-22T00:00:00Z';
  return {
    ...{
      source: 'app',
      table: name,
      brand: 'one',
      files: { base: [], deltas: [], key: [] },
      columns: {},
      rowsHash: '',
    },
    rows,
    asOf,
    rejected,
  };
}

test('Of each source it is told how many bad rows are in no number, and of how many rows; nothing where there are none.', () => {
  const asOf = (...extracts: ExtractManifest[]) =>
    freshnessOf({ sources: [source], extracts, until: '2026-11-23T00:00:00Z' });
  expect(asOf(extract('a', 90, 10), extract('b', 100, 0))[0]?.setAside).toEqual({ rows: 10, of: 200 });
  expect(asOf(extract('a', 90, 0))[0]).not.toHaveProperty('setAside');
});
