import { expect, test } from 'vitest';
import { manifestWords } from '../../../src/editions/manifestWords.ts';
import type { Manifest } from '../../../src/types.ts';

function words(stage: string, editions: readonly { readonly status: string; readonly reused: boolean }[]) {
  const manifest = {
    editions: editions.map((edition, index) => ({ id: `e${index}`, reasons: [], pdfPages: null, ...edition })),
    ...{ stages: [{ name: stage, ms: 1200 }], deliveries: [], alerts: [] },
  } as unknown as Manifest;
  return manifestWords(manifest).at(-1);
}

test('A stage says what it made, which is neither published nor as it was', () => {
  const made = { status: 'unchanged', reused: false };
  const same = { status: 'unchanged', reused: true };
  expect(words('build', [made, made, same])).toBe('2 made and not published, 1 unchanged; no new mails. build 1.2 s');
  expect(words('build', [made])).toBe('1 made and not published; no new mails. build 1.2 s');
  expect(words('build', [same])).toBe('1 unchanged; no new mails. build 1.2 s');
  expect(words('publish', [{ status: 'published', reused: false }])).toBe('1 published; no new mails. publish 1.2 s');
});
