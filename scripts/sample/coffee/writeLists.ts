import { join } from 'node:path';
import { isoDay } from '../days.ts';
import type { Random } from '../random.ts';
import { type Cell, writeTable } from '../writeTable.ts';
import type { Chain } from './chain.ts';
import type { Takings } from './makeChain.ts';
import type { Member } from './members.ts';

/** The lists that the till exports whole: members, products, stores, targets. */
export async function writeLists(
  chain: Chain,
  {
    folder,
    members,
    takings,
    last,
    random,
  }: {
    readonly folder: string;
    readonly members: readonly Member[];
    readonly takings: Takings;
    readonly last: number;
    readonly random: Random;
  },
): Promise<void> {
  const file = (table: string): string => join(folder, table, `${chain.brand}.csv.gz`);
  await writeTable(
    file('members'),
    ['brand', 'member_no', 'joined_on', 'birth_year', 'gender', 'region', 'app', 'store_code'],
    members.map((one) => [
      chain.brand,
      one.id,
      isoDay(one.joinedOn),
      one.birthYear,
      one.gender,
      one.region,
      one.hasApp,
      one.home.id,
    ]),
  );
  await writeTable(
    file('products'),
    ['brand', 'sku', 'name', 'category', 'type', 'price', 'drink', 'new_badge', 'signature'],
    chain.menu.map((one) => {
      const price = one.isDrink ? one.price + chain.priceRise.amount : one.price;
      const badges = [one.launchedDaysBeforeEnd !== undefined, one.isSignature === true];
      return [
        chain.brand,
        one.id,
        one.name,
        one.category,
        one.type,
        Math.round(price * 100) / 100,
        one.isDrink === true,
        ...badges,
      ];
    }),
  );
  await writeTable(
    file('stores'),
    ['brand', 'store_code', 'name', 'region', 'city', 'latitude', 'longitude', 'opened_on'],
    chain.shops.map((one) => [
      ...[chain.brand, one.id, one.name, one.region, one.city, one.latitude, one.longitude],
      one.openedDaysBeforeEnd === undefined ? undefined : isoDay(last - one.openedDaysBeforeEnd),
    ]),
  );
  await writeTable(
    file('targets'),
    ['brand', 'month', 'store_code', 'revenue'],
    targetsOf(chain, { takings, last, random }),
  );
}

/**
 * A shop's target is what it takes in a usual month, by the season, and a little more each month. A shop in decline
 * passes its first targets and misses the later ones; a new one has none for its first month.
 */
function targetsOf(
  chain: Chain,
  { takings, last, random }: { readonly takings: Takings; readonly last: number; readonly random: Random },
): Cell[][] {
  const months = [...new Set([...takings.keys()].map((key) => key.split(' ')[1] ?? ''))].sort();
  const whole = months.filter((month) => month !== isoDay(last).slice(0, 7) || isoDay(last + 1).endsWith('-01'));
  const season = (month: string): number => chain.monthWeights[Number(month.slice(5))] ?? 1;
  const rows: Cell[][] = [];
  for (const { id, openedDaysBeforeEnd } of chain.shops) {
    const open = whole
      .filter((month) => takings.has(`${id} ${month}`))
      .slice(openedDaysBeforeEnd === undefined ? 0 : 1);
    const usual =
      open.reduce((sum, month) => sum + (takings.get(`${id} ${month}`) ?? 0) / season(month), 0) /
      Math.max(1, open.length);
    for (const [index, month] of months.filter((each) => each >= (open[0] ?? each)).entries()) {
      const growth = 0.95 + (0.1 * index) / months.length;
      const goal = usual * season(month) * growth * chain.shareTarget * (0.98 + 0.04 * random.next());
      const step = chain.priceStep * 1000;
      rows.push([chain.brand, `${month}-01`, id, Math.round(goal / step) * step]);
    }
  }
  return rows;
}
