import { expect, test } from 'vitest';
import { discreetReason } from '../../../src/extracts/discreetReason.ts';

test('A reason keeps its column and its type, and nothing of the value.', () => {
  expect(discreetReason('"4711" in column "sold_at" is not of type timestamp')).toBe(
    'has a value in column "sold_at" that is not of type timestamp',
  );
  const sly = '"secret" in column "x" is not of type y" in column "amount" is not of type integer';
  expect(discreetReason(sly)).toBe('has a value in column "amount" that is not of type integer');
  expect(discreetReason(discreetReason(sly))).toBe(discreetReason(sly));
  expect(discreetReason('has 5 values for 4 columns')).toBe('has 5 values for 4 columns');
  expect(discreetReason('is the header again')).toBe('is the header again');
  expect(discreetReason('CSV Error on line 7: secret')).toBe('is bad');
});
