import { expect, test } from 'vitest';
import { derivedInputs } from '../../../src/config/derivedInputs.ts';

test.each([
  ['(new_users + back_users) / lost_users', ['new_users', 'back_users', 'lost_users']],
  ['a + a', ['a']],
  ['coalesce(a, 0) / nullif(b, 0)', ['a', 'b']],
  ['case when a > 1e3 and b is not null then a else null end', ['a', 'b']],
  ['CAST(a AS decimal(18, 2)) * 1.5', ['a']],
  ['a::double / 28', ['a']],
  ["if(a > 0, 'it''s a_b', '') || b", ['a', 'b']],
  ['"a" - b -- and c\n /* or d */', ['a', 'b']],
  ['1 + 1', []],
])('The inputs of %j are %j', (expression, inputs) => {
  expect(derivedInputs(expression)).toEqual(inputs);
});
