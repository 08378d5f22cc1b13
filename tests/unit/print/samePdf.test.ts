import { expect, test } from 'vitest';
import { pageCount, samePdf } from '../../../src/print/samePdf.ts';

const pdf = (first: string, second: string, clock = '20261123060000'): string => {
  const entries = [`(node000000${first}) 32 0 R`, `(node000000${second}) 134 0 R`].sort();
  const [low, high] = entries.map((entry) => entry.slice(0, 14));
  return `1 0 obj
<</Title (node00000019)
/CreationDate (D:${clock}+00'00')
/ModDate (D:${clock}+00'00')>>
<</S /Figure
/Alt (node00000019)>>
<</S /TH
/ID (node000000${first})>>
<</S /TH
/ID (node000000${second})>>
/A [<</Headers [(node000000${first}) (node000000${second})]>>]
<</Limits [${low} ${high}]
/Names [${entries.join(' ')}]>>
<</Type /Pages
/Count 12
/Kids [2 0 R]>>`;
};

const same = (text: string): string => Buffer.from(samePdf(Buffer.from(text), '2026-11-22')).toString();

test('Prints that differ in clock and element ids alone become the same bytes', () => {
  expect(same(pdf('19', '24'))).toBe(same(pdf('73', '78', '20271231235959')));
  expect(same(pdf('19', '24'))).toContain("/CreationDate (D:20261122000000+00'00')");
});

test('Ids that Chromium gave out in another order become the same bytes, and their tree stays sorted', () => {
  expect(same(pdf('24', '19'))).toBe(same(pdf('19', '24')));
  expect(same(pdf('24', '19'))).toContain(
    '[(node00000001) (node00000002)]\n/Names [(node00000001) 32 0 R (node00000002) 134 0 R]',
  );
});

test('A title or alternative text that looks like an id stays as it is', () => {
  const text = same(pdf('19', '24'));
  expect(text).toContain('/Title (node00000019)');
  expect(text).toContain('/Alt (node00000019)');
});

test('The length never changes, so no offset moves', () => {
  expect(same(pdf('19', '24'))).toHaveLength(pdf('19', '24').length);
});

test('The page count is that of the page tree, and no PDF is an error', () => {
  expect(pageCount(Buffer.from(pdf('19', '24')))).toBe(12);
  expect(() => pageCount(Buffer.from('<html>'))).toThrow(/not a PDF/);
});
