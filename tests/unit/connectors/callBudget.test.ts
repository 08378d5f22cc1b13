import { expect, test } from 'vitest';
import { CallBudget } from '../../../src/connectors/shared/callBudget.ts';
import { effects, source } from './fixture.ts';

function budgetOf(limits: { readonly calls?: number; readonly waitMinutes?: number }) {
  const logged: string[] = [];
  const waited: number[] = [];
  const retryClock = { sleep: async (ms: number) => waited.push(ms), random: () => 1 };
  const made = new CallBudget({ retryClock, log: effects({}, logged).log, source: source('zendesk', [], { limits }) });
  return { budget: made, logged, waited };
}

test('A pull ends where it has made the calls that its limits allow, at the place of its source.', () => {
  const { budget } = budgetOf({ calls: 2 });
  budget.count();
  budget.count();
  expect(() => budget.count()).toThrow(
    'queries/sources/app.yml:1  The pull has made the 2 calls that its limits allow, and is not done.  Raise `calls` of its `limits`, or pull less.',
  );
});

test('A pull waits as long as its limits say, says what it waits for, and why it waits no longer.', async () => {
  const { budget, logged, waited } = budgetOf({ waitMinutes: 30 });
  const wait = () => budget.wait({ tried: 1, afterMs: 20 * 60_000, why: 'it answered 429' });
  expect([await wait(), await wait()]).toEqual([true, false]);
  expect(waited).toEqual([20 * 60_000]);
  expect(logged).toEqual([
    'Waiting 1200 s for app (zendesk): it answered 429.',
    'app (zendesk): it answered 429; 600 s of waiting are left, and 1200 s would be needed (`limits: {wait: …}`).',
  ]);
});

test('Without limits a pull waits ten minutes in all, and makes as many calls as it takes.', async () => {
  const { budget } = budgetOf({});
  expect(await budget.wait({ tried: 1, afterMs: 600_000, why: 'it answered 503' })).toBe(true);
  expect(await budget.wait({ tried: 1, afterMs: 1, why: 'it answered 503' })).toBe(false);
  for (let call = 0; call < 1000; call += 1) budget.count();
  expect(budget.calls).toBe(1000);
});
