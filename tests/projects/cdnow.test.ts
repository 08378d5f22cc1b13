/** A shop all of whose customers came in its first three months: what is said of them rests on what they order since. */
import { readFile } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { realData, testOnRealData } from '../support/realData.ts';
import { realProject } from '../support/realProject.ts';

vi.setConfig({ testTimeout: 180_000 });

interface Purchase {
  readonly customer: string;
  readonly month: string;
  readonly amount: number;
}

/** The file once more, by hand. */
async function purchases(): Promise<readonly Purchase[]> {
  const text = await readFile(realData('data', 'cdnow', 'CDNOW_master.txt'), 'utf8');
  return text
    .split('\r\n')
    .slice(1)
    .flatMap((line) => {
      const [customer, day, , amount] = line.trim().split(/\s+/);
      if (customer === undefined || day === undefined) return [];
      return [{ customer, month: `${day.slice(0, 4)}-${day.slice(4, 6)}-01`, amount: Number(amount) }];
    });
}

testOnRealData('Eighteen months of a closed group of customers, whole to the last', async () => {
  const { rows, snapshot } = await realProject({
    set: 'cdnow',
    now: '1998-07-06T12:00:00Z',
    data: {
      months: {
        metrics: ['orders', 'revenue', 'active_customers', 'buyers_to_date', 'repeat_rate'],
        grain: 'month',
        last: 18,
      },
    },
    checks: ['customer_days_add_up'],
  });
  const all = await purchases();
  const months = [...new Set(all.map(({ month }) => month))].sort();
  const expected = months.map((period) => {
    const own = all.filter(({ month }) => month === period);
    const counts = new Map<string, number>();
    for (const { customer, month } of all) if (month <= period) counts.set(customer, (counts.get(customer) ?? 0) + 1);
    return {
      period,
      orders: own.length,
      revenue: expect.closeTo(
        own.reduce((sum, { amount }) => sum + amount, 0),
        6,
      ),
      active_customers: new Set(own.map(({ customer }) => customer)).size,
      buyers_to_date: counts.size,
      repeat_rate: expect.closeTo([...counts.values()].filter((count) => count > 1).length / counts.size, 9),
    };
  });
  expect(months).toHaveLength(18);
  expect(rows('months').map((row) => ({ ...row, revenue: Number(row['revenue']) }))).toEqual(expected);

  // Nobody new has come for fifteen months, which says nothing of how far the orders reach.
  const block = snapshot?.data['months'];
  expect(block?.kind === 'metrics' && block.partial).toBeFalsy();
  expect(snapshot).not.toHaveProperty('isProvisional');
  expect(snapshot?.cautions ?? []).toEqual([]);
});
