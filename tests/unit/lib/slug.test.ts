import { expect, test } from 'vitest';
import { slugOf } from '../../../src/lib/slug.ts';

test('What is a part of an address already stays as it is', () => {
  for (const plain of ['north', 'store-7', 's014', '12', 'a_b', 'x'.repeat(48)]) expect(slugOf(plain)).toBe(plain);
});

test('Anything else is what can be read of it and a hash', () => {
  expect(slugOf('Café Münster')).toMatch(/^cafe-munster-[0-9a-f]{12}$/);
  expect(slugOf('../../etc/passwd')).toMatch(/^etc-passwd-[0-9a-f]{12}$/);
  expect(slugOf('서울 강남')).toMatch(/^[0-9a-f]{12}$/);
  expect(slugOf('')).toMatch(/^[0-9a-f]{12}$/);
});

test('No two texts share one, whatever they are made of, nor one that only some disks tell apart', () => {
  const texts = [
    ...[
      '',
      ' ',
      '.',
      '..',
      '../',
      'a',
      'A',
      'ä',
      'a ',
      ' a',
      'a\u0000',
      'a/',
      '/a',
      'a\\b',
      'a/b',
      'a-b',
      'a b',
      '%61',
    ],
    ...['🥐', '🥖', '서울', '서울 ', 'con', 'index.html', '-', '--', '_', '2026-11', '2026-W47', '2026-w47'],
    ...['x'.repeat(48), 'x'.repeat(49), 'x'.repeat(10_000), 'x'.repeat(10_001), '\u202Ea', 'a\u202E'],
  ];
  const slugs = texts.map(slugOf);
  // The slug of a text is itself a text that somebody can have chosen.
  const all = [...texts, ...slugs.filter((slug) => !texts.includes(slug))];
  expect(new Set(all.map(slugOf)).size).toBe(all.length);
  for (const slug of all.map(slugOf)) expect(slug).toMatch(/^[a-z0-9][a-z0-9_-]{0,60}$/);
});

test('None looks like a period, which has its place in the same folder', () => {
  for (const period of ['2026-11', '2026-11-16', '2026-W47', '2026-Q4'])
    expect(slugOf(period)).not.toBe(period.toLowerCase());
});
