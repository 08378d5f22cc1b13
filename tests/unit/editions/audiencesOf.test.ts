import { expect, test } from 'vitest';
import { audiencesOf } from '../../../src/editions/burst/audiencesOf.ts';
import type { Cell } from '../../../src/types.ts';

function found(...rows: readonly (readonly Cell[])[]) {
  const columns = [{ name: 'title' }, { name: 'recipients' }, { name: 'audience' }];
  return audiencesOf('shops', { columns, rows });
}

test('A row is an audience, with its addresses each once and sorted', () => {
  expect(found(['Harbour', 'b@x.example, a@x.example,,B@x.example ', 7], ['Canal', null, 'c'])).toEqual({
    audiences: [
      { id: '7', title: 'Harbour', recipients: ['a@x.example', 'B@x.example'] },
      { id: 'c', title: 'Canal', recipients: [] },
    ],
    faults: [],
    notes: {},
  });
});

test('Rows of one audience are one audience, with the recipients of all of them', () => {
  const { audiences, notes } = found(
    ['Harbour', 'a@x.example', 'h'],
    ['Harbour', 'b@x.example', 'h'],
    [null, null, 'h'],
  );
  expect(audiences).toEqual([{ id: 'h', title: 'Harbour', recipients: ['a@x.example', 'b@x.example'] }]);
  expect(notes).toEqual({});
});

test('Two titles are told, and one is taken whatever the order of the rows', () => {
  const one = found(['B', null, 'h'], ['A', null, 'h']);
  expect(one.audiences[0]?.title).toBe('A');
  expect(one.notes).toEqual({ h: ['The query shops gives it 2 titles; the first is taken.'] });
  expect(found(['A', null, 'h'], ['B', null, 'h'])).toEqual(one);
});

test('What is no mail address gets no mail, and is told without being shown', () => {
  const slips = 'Ann <ann@x.example>, $SECRET, bcc@x.example\r\nBcc: thief@x.example, ok@x.example';
  const { audiences, notes } = found(['Harbour', slips, 'h']);
  expect(audiences[0]?.recipients).toEqual(['ok@x.example']);
  expect(notes).toEqual({
    h: ['The query shops gives it 3 entries that are no mail addresses: no mail goes there.'],
  });
});

test('A title is one line of at most 80 letters without marks that turn the text around; the id stands in for none', () => {
  const { audiences } = found(['a\r\nb \u202Ecod.exe', null, 1], ['y'.repeat(10_000), null, 2], [' ', null, 'shop 3']);
  expect(audiences.map(({ title }) => title)).toEqual(['a b cod.exe', `${'y'.repeat(79)}…`, 'shop 3']);
});

test('No row, and rows without an audience, are told', () => {
  expect(found().faults).toEqual(['The query shops gave no row: there is nobody to make an edition for.']);
  const { audiences, faults } = found(['A', null, null], ['B', null, ' '], ['C', null, 'x\0y'], ['D', null, 'd']);
  expect(audiences.map(({ id }) => id)).toEqual(['d']);
  expect(faults).toEqual(['The query shops gave 3 rows without an audience.']);
});
