import type { Random } from '../random.ts';
import type { Cell } from '../writeTable.ts';
import type { Chain, Shop } from './chain.ts';

/** A day's baked things by shop: what was sold, and what was thrown away, more where trade is falling. */
export function stockOf(
  chain: Chain,
  sold: ReadonlyMap<string, number>,
  {
    day,
    isOpen,
    random,
  }: {
    readonly day: string;
    readonly isOpen: (shop: Shop) => boolean;
    readonly random: Random;
  },
): Cell[][] {
  const rows: Cell[][] = [];
  for (const shop of chain.shops.filter(isOpen)) {
    for (const product of chain.menu.filter(({ isBaked }) => isBaked)) {
      const gone = sold.get(`${shop.id} ${product.id}`) ?? 0;
      const chance = 0.04 + 0.03 * gone + (shop.lost === undefined ? 0 : 0.06);
      const wasted = (random.chance(chance) ? 1 : 0) + (random.chance(chance / 4) ? 1 : 0);
      if (gone + wasted > 0) rows.push([chain.brand, shop.id, product.id, day, gone + wasted, gone, wasted]);
    }
  }
  return rows;
}
