import { expect, test } from 'vitest';
import { contrastWithWhite } from '../../../src/schema/contrast.ts';
import { accentFault } from '../../../src/schema/faults.ts';

test('Contrast with white is that of WCAG 2.2', () => {
  expect(contrastWithWhite('#ffffff')).toBeCloseTo(1, 6);
  expect(contrastWithWhite('#000000')).toBeCloseTo(21, 6);
  expect(contrastWithWhite('#777777')).toBeCloseTo(4.478, 3);
  expect(contrastWithWhite('#767676')).toBeCloseTo(4.542, 3);
});

test('The palest grey that may be an accent is #767676', () => {
  expect(accentFault('#767676')).toBeUndefined();
  expect(accentFault('#777777')?.message).toBe('The accent "#777777" has a contrast of 4.47 : 1 with white.');
});
