/**
 * The point-of-sale export of a chain of coffee shops: receipts with their lines, month by month, and what the till
 * knows of members, products, shops, stock and targets. Years have seasons, weeks have weekends, days have hours; there
 * is a price rise, two new drinks, a shop that opened, one in decline, a week of storms, and a terminal whose sales are
 * all booked on one card.
 */
import { join } from 'node:path';
import { isoDay } from '../days.ts';
import { type Random, seededRandom } from '../random.ts';
import { type Cell, writeTable } from '../writeTable.ts';
import { type Chain, firstDayOf, type Product, type Shop } from './chain.ts';
import { type Member, makeMembers, visitChance } from './members.ts';
import { stockOf } from './stock.ts';
import { basketOf, busyness, type Days, hourIn, menuOn } from './trade.ts';
import { writeLists } from './writeLists.ts';

const RECEIPT = ['brand', 'receipt_no', 'sold_at', 'store_code', 'member_no', 'via', 'state', 'discount', 'paid_by'];
const LINE = ['brand', 'receipt_no', 'line_no', 'sku', 'qty', 'unit_price', 'charged', 'discount', 'offer'];
const STOCK = ['brand', 'store_code', 'sku', 'day', 'prepared', 'sold', 'wasted'];

/** What a month's files are made of; emptied when they are written. */
interface Month {
  readonly receipts: Cell[][];
  readonly lines: Cell[][];
  readonly stock: Cell[][];
}

/** Money taken by shop and month, which the targets are set by. */
export type Takings = Map<string, number>;

/** Writes the brand's files below the folder: 16 months that end with the day `until`. The same arguments give the same bytes. */
export async function makeChain(
  chain: Chain,
  {
    folder,
    until,
    scale,
    seed,
  }: {
    readonly folder: string;
    readonly until: string;
    readonly scale: number;
    readonly seed: number;
  },
): Promise<void> {
  const random = seededRandom(seed);
  const last = Date.parse(`${until}T00:00:00Z`) / 86_400_000;
  const first = firstDayOf(until);
  const members = makeMembers(chain, { first, last, count: Math.round(chain.members * scale), random });
  const takings: Takings = new Map();
  const month: Month = { receipts: [], lines: [], stock: [] };
  for (let day = first; day <= last; day += 1) {
    const till = new Till(chain, { day, first, last }, { random, month, takings });
    sellToMembers(till, members);
    sellToGuests(till, scale);
    month.stock.push(
      ...stockOf(chain, till.baked, { day: isoDay(day), isOpen: (shop) => till.busyIn(shop) > 0, random }),
    );
    if (day === last || isoDay(day + 1).endsWith('-01'))
      await writeMonth(chain, folder, { month, name: isoDay(day).slice(0, 7) });
  }
  await writeLists(chain, { folder, members, takings, last, random });
}

function sellToMembers(till: Till, members: readonly Member[]): void {
  const { random, days } = till;
  for (const member of members) {
    if (member.joinedOn > days.day) break;
    const shop = random.chance(0.88)
      ? member.home
      : random.pick(till.chain.shops.map((each) => [each, each.weight] as const));
    const chance = visitChance(member, days.day);
    const comes = chance === 1 || random.chance(chance * till.busyIn(shop));
    if (comes && till.busyIn(shop) > 0) till.sell(shop, member, member.id);
  }
}

/** Guests show no card; at a terminal, some of their sales went on the terminal's own. */
function sellToGuests(till: Till, scale: number): void {
  const { chain, random, days } = till;
  const weights = chain.shops.reduce((sum, { weight }) => sum + weight, 0);
  for (const shop of chain.shops) {
    const mean = (chain.guestsPerDay * scale * shop.weight * till.busyIn(shop)) / weights;
    const count = Math.floor(mean * (0.8 + 0.4 * random.next()) + random.next());
    const kiosk = shop.kioskFrom !== undefined && days.day >= days.last - shop.kioskFrom;
    for (let index = 0; index < count; index += 1) {
      till.sell(
        shop,
        undefined,
        kiosk && random.chance(0.9) ? `${shop.id.slice(0, 1)}M9000${shop.id.slice(2)}` : undefined,
      );
    }
  }
}

/** The tills of a day. */
class Till {
  readonly chain: Chain;
  readonly days: Days;
  readonly random: Random;
  /** Baked things sold, by shop and product. */
  readonly baked = new Map<string, number>();
  private readonly month: Month;
  private readonly takings: Takings;
  private readonly menu: readonly (readonly [Product, number])[];
  private readonly busy = new Map<Shop, number>();
  private count = 0;

  constructor(
    chain: Chain,
    days: Days,
    { random, month, takings }: { readonly random: Random; readonly month: Month; readonly takings: Takings },
  ) {
    this.chain = chain;
    this.days = days;
    this.random = random;
    this.month = month;
    this.takings = takings;
    this.menu = menuOn(chain, days);
    for (const shop of chain.shops) this.busy.set(shop, busyness(chain, shop, days));
  }

  busyIn(shop: Shop): number {
    return this.busy.get(shop) ?? 0;
  }

  sell(shop: Shop, member: Member | undefined, card: string | undefined): void {
    const { chain, days, random } = this;
    this.count += 1;
    const number = `${isoDay(days.day).replaceAll('-', '')}-${String(this.count).padStart(5, '0')}`;
    const second = days.day * 86_400 + hourIn(shop, random) * 3600 + random.between(0, 3599) - chain.zoneHours * 3600;
    const state = random.chance(0.014) ? 'VOID' : random.chance(0.004) ? 'REFUND' : 'PAID';
    const birthday = member !== undefined && random.chance(0.012);
    let charged = 0;
    for (const [index, product] of basketOf(this.menu, member, random).entries()) {
      const line = this.lineOf(product, member);
      charged += line.charged;
      this.month.lines.push([
        chain.brand,
        number,
        index + 1,
        product.id,
        line.quantity,
        line.price,
        line.charged,
        line.discount,
        line.offer,
      ]);
      if (product.isBaked && state === 'PAID') this.bake(shop, product, line.quantity);
    }
    const discount = birthday ? roundTo(charged * 0.2, chain.priceStep) : 0;
    const via =
      card !== undefined && member === undefined ? 'kiosk' : member?.hasApp && random.chance(0.45) ? 'app' : 'counter';
    const soldAt = new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const paidBy =
      via === 'app'
        ? 'app'
        : random.pick([
            ['card', 78],
            ['cash', 6],
            ['mobile', 16],
          ]);
    this.month.receipts.push([chain.brand, number, soldAt, shop.id, card, via, state, discount, paidBy]);
    const key = `${shop.id} ${isoDay(days.day).slice(0, 7)}`;
    if (state === 'PAID') this.takings.set(key, (this.takings.get(key) ?? 0) + charged - discount);
  }

  private lineOf(product: Product, member: Member | undefined) {
    const { chain, days, random } = this;
    const risen = product.isDrink && days.day >= days.last - chain.priceRise.daysBeforeEnd;
    const price = clean(product.price + (risen ? chain.priceRise.amount : 0));
    const quantity = random.chance(0.09) ? 2 : 1;
    const option =
      product.isDrink && random.chance(0.16) ? random.pick(chain.options.map((each) => [each, 1] as const)) : 0;
    const offer = product.isBaked === true && days.day % 7 === 5 && random.chance(0.6);
    const coupon = member?.hasApp === true && random.chance(0.07);
    const full = (price + option) * quantity;
    const discount = offer ? roundTo(full * 0.3, chain.priceStep) : coupon ? roundTo(full * 0.15, chain.priceStep) : 0;
    return { quantity, price, charged: clean(full - discount), discount, offer };
  }

  private bake(shop: Shop, product: Product, quantity: number): void {
    const key = `${shop.id} ${product.id}`;
    this.baked.set(key, (this.baked.get(key) ?? 0) + quantity);
  }
}

async function writeMonth(
  chain: Chain,
  folder: string,
  { month, name }: { readonly month: Month; readonly name: string },
): Promise<void> {
  const file = (table: string): string => join(folder, table, `${chain.brand}-${name}.csv.gz`);
  await writeTable(file('receipts'), RECEIPT, month.receipts);
  await writeTable(file('lines'), LINE, month.lines);
  await writeTable(file('stock'), STOCK, month.stock);
  for (const rows of [month.receipts, month.lines, month.stock]) rows.length = 0;
}

function roundTo(value: number, step: number): number {
  return clean(Math.round(value / step) * step);
}

/** Without the traces of binary fractions. */
export function clean(value: number): number {
  return Math.round(value * 100) / 100;
}
