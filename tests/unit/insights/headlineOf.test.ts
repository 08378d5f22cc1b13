import { expect, test } from 'vitest';
import { headlineOf } from '../../../src/insights/headlineOf.ts';
import { toldHeadline } from '../../../src/lib/toldSnapshot.ts';
import type { Block } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';
import { block, english, korean, metric, splitBlock, week } from './blocks.ts';

const metrics = [
  metric('users', { en: 'Active users', ko: '활성 사용자' }),
  metric('retention', { en: 'Retention', ko: '유지율' }, { format: 'percent', decimals: 0 }),
  metric('nps', 'NPS'),
  metric('score', 'Net Promoter Score'),
  metric('b2b', 'B2B orders'),
  metric('long', `Long label ${'of many words '.repeat(6).trim()}`),
];
const tell = (blocks: readonly Block[], brand = english): string =>
  toldHeadline(headlineOf({ blocks, metrics, brand, edition: { period: week } }), wordsOf(brand.locale));

test('The first two metrics of the first block are the news', () => {
  const news = block({ users: [7_793, 8_120], retention: [0.64, 0.61], nps: [1, 2] });
  expect(tell([news])).toBe('Active users rose 4.2% to 8,120, and retention fell 3 points to 61%');
  expect(tell([news], korean)).toBe('활성 사용자 4.2% 증가한 8,120, 유지율 3%p 하락한 61%');
});

test('What held steady, was never measured before, or came from 0 is told as it is', () => {
  expect(tell([block({ users: [8_120, 8_121], retention: [null, 0.61] })])).toBe(
    'Active users held steady at 8,121, and retention stood at 61%',
  );
  expect(tell([block({ users: [8_120, 8_121], nps: [0, 9] })], korean)).toBe(
    '활성 사용자 전주와 비슷한 8,121, NPS 0에서 증가한 9',
  );
  expect(tell([block({ retention: [0.6, 0.61] })])).toBe('Retention rose 1 point to 61%');
});

test('Names and acronyms keep their capitals in the middle of a sentence', () => {
  expect(tell([block({ users: [1, 2], nps: [1, 2] })])).toBe('Active users rose from 1 to 2, and NPS rose from 1 to 2');
  expect(tell([block({ users: [1, 2], score: [1, 2] })])).toBe(
    'Active users rose from 1 to 2, and Net Promoter Score rose from 1 to 2',
  );
  expect(tell([block({ users: [1, 2], b2b: [1, 2] })])).toBe(
    'Active users rose from 1 to 2, and B2B orders rose from 1 to 2',
  );
});

test('A second metric that does not fit is left out', () => {
  expect(tell([block({ users: [1, 2], long: [1, 2] })])).toBe('Active users rose from 1 to 2');
});

test('Blocks without readings are passed over', () => {
  const query: Block = { kind: 'query', grains: ['week'], tables: { week: { columns: [], rows: [[1]] } } };
  const split = splitBlock(['users'], [['2026-11-16', 'iOS', 3]]);
  expect(tell([query, split, block({ users: [null] }), block({ nps: [1, 2] })])).toBe('NPS rose from 1 to 2');
  expect(tell([query])).toBe('Figures for 16–22 November 2026');
  expect(tell([split], korean)).toBe('2026년 11월 16일~22일 지표');
});

test('No data is said', () => {
  expect(tell([])).toBe('No data for 16–22 November 2026');
  expect(tell([block({ users: [1, null] })])).toBe('No data for 16–22 November 2026');
  expect(tell([{ kind: 'query', grains: ['week'], tables: {} }], korean)).toBe('2026년 11월 16일~22일 데이터 없음');
});
