import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { fileExists } from '../../src/lib/files.ts';
import { type Random, seededRandom } from '../sample/random.ts';

const DAYS = 731; // 2024 and 2025
const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;
const CUSTOMERS = 200_000;
const LOCATIONS = 400;
const LINES_AT_ONCE = 20_000;

const WEEKDAYS = [0.9, 0.95, 1, 1.05, 1.25, 1.4, 1.1]; // from Monday
const MONTHS = [0.85, 0.85, 0.95, 1, 1, 1.02, 0.95, 0.92, 1, 1.05, 1.2, 1.4];
const HOURS = [1, 0.6, 0.4, 0.3, 0.3, 0.5, 1, 2, 3.2, 4, 5, 6.5, 7.5, 6.5, 5.5, 5, 5.2, 6, 7.5, 7.2, 6, 4.5, 3, 1.8];
const CATEGORIES = [
  { name: 'Bakery', weight: 9, price: 9 },
  { name: 'Beverages', weight: 14, price: 12 },
  { name: 'Dairy', weight: 12, price: 14 },
  { name: 'Frozen', weight: 8, price: 22 },
  { name: 'Household', weight: 10, price: 31 },
  { name: 'Personal care', weight: 7, price: 27 },
  { name: 'Produce', weight: 16, price: 18 },
  { name: 'Snacks', weight: 11, price: 11 },
];
const CHANNELS = [
  { name: 'App', weight: 18 },
  { name: 'Call centre', weight: 3 },
  { name: 'Delivery partner', weight: 14 },
  { name: 'In store', weight: 40 },
  { name: 'Marketplace', weight: 9 },
  { name: 'Web', weight: 16 },
];

const COLUMNS = {
  order_id: 'INTEGER',
  ordered_at: 'TIMESTAMP',
  brand: 'VARCHAR',
  location_id: 'INTEGER',
  customer_id: 'INTEGER',
  category: 'VARCHAR',
  channel: 'VARCHAR',
  amount: 'DOUBLE',
  discount: 'DOUBLE',
  loyalty: 'BOOLEAN',
};

export interface Orders {
  /** Folders that each hold an `orders.parquet`. */
  readonly before: string;
  /** The same, but for the last month of one brand. */
  readonly after: string;
}

/**
 * The reference workload's orders over two years, skewed like a retailer's by weekday, month, hour, brand and place: the
 * same bytes for the same arguments. Kept from one benchmark to the next.
 */
export async function makeOrders(request: {
  readonly folder: string;
  readonly orders: number;
  readonly brands: readonly string[];
  /** The brand whose last month differs in `after`. */
  readonly changed: string;
}): Promise<Orders> {
  const { folder, orders, brands, changed } = request;
  const home = join(folder, `orders-${orders}-${brands.length}`);
  const [before, after] = [join(home, 'before'), join(home, 'after')];
  if (await fileExists(join(after, 'orders.parquet'))) return { before, after };
  await mkdir(before, { recursive: true });
  await mkdir(after, { recursive: true });
  const csv = join(home, 'orders.csv');
  await pipeline(Readable.from(orderLines(orders, brands)), createWriteStream(csv));
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name}: '${type}'`);
  const all = `select * from read_csv('${csv}', header = true, columns = {${columns.join(', ')}}) order by order_id`;
  const isChanged = `brand = '${changed}' and ordered_at >= timestamp '2025-12-01'`;
  await writeParquet(all, join(before, 'orders.parquet'));
  await writeParquet(
    `select * replace (case when ${isChanged} then amount + 1 else amount end as amount)
     from read_parquet('${before}/orders.parquet')`,
    join(after, 'orders.parquet'),
  );
  await rm(csv);
  return { before, after };
}

async function writeParquet(select: string, path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`copy (${select}) to '${path}.tmp' (format parquet, compression zstd)`);
  instance.closeSync();
  await rename(`${path}.tmp`, path);
}

function* orderLines(count: number, brands: readonly string[]): Generator<string> {
  const random = seededRandom(20_240_101);
  const { next } = random;
  const seconds = orderTimes(count, random);
  const pickBrand = picker(brands.map((_, index) => 1 / (index + 1) ** 0.5));
  const pickLocation = picker(Array.from({ length: LOCATIONS }, (_, i) => 1 / (1 + ((i * 7919) % LOCATIONS)) ** 0.35));
  const pickCategory = picker(CATEGORIES.map(({ weight }) => weight));
  const pickChannel = picker(CHANNELS.map(({ weight }) => weight));
  let lines = [Object.keys(COLUMNS).join(',')];
  for (const [index, second] of seconds.entries()) {
    const brand = pickBrand(random);
    const { name: category, price } = CATEGORIES[pickCategory(random)] ?? { name: '', price: 0 };
    const outlier = next() < 0.05 ? 1 + 3 * next() : 1;
    const cents = Math.max(150, Math.round(price * 100 * (1 + brand * 0.02) * (0.35 + 1.3 * next()) * outlier));
    const loyalty = next() < 0.42;
    const discount = next() < (loyalty ? 0.35 : 0.18) ? Math.round(cents * (0.05 + 0.25 * next())) : 0;
    lines.push(
      [
        index + 1,
        new Date(second * 1000).toISOString().slice(0, 19),
        brands[brand],
        pickLocation(random) + 1,
        1 + Math.floor(next() ** 1.4 * CUSTOMERS),
        category,
        CHANNELS[pickChannel(random)]?.name,
        (cents / 100).toFixed(2),
        (discount / 100).toFixed(2),
        loyalty,
      ].join(','),
    );
    if (lines.length < LINES_AT_ONCE) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

/** Seconds since 1970, ascending; business grows by a third from the first day to the last. */
function orderTimes(count: number, random: Random): Float64Array {
  const pickDay = picker(
    Array.from({ length: DAYS }, (_, index) => {
      const day = new Date((FIRST_SECOND + index * 86_400) * 1000);
      const weekday = WEEKDAYS[(day.getUTCDay() + 6) % 7] ?? 1;
      return weekday * (MONTHS[day.getUTCMonth()] ?? 1) * (1 + (0.35 * index) / DAYS);
    }),
  );
  const pickHour = picker(HOURS);
  const seconds = Float64Array.from(
    { length: count },
    () => FIRST_SECOND + pickDay(random) * 86_400 + pickHour(random) * 3_600 + Math.floor(random.next() * 3_600),
  );
  return seconds.sort();
}

/** Draws an index with a likelihood in proportion to its weight. */
function picker(weights: readonly number[]): (random: Random) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const ends = weights.map((weight) => {
    sum += weight / total;
    return sum;
  });
  return (random) => {
    const drawn = random.next();
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 1) < drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
