/** Sales of a fair's stalls, whose names are as unlike an address as names can be, and whose every amount is its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Stall {
  readonly id: string;
  readonly title: string;
  readonly keeper: string;
  readonly openedOn: string;
  readonly closedOn?: string;
}

export const STALLS: readonly Stall[] = [
  stall('north', 'North gate', 'north@keepers.example'),
  stall('../../../etc', '<script>alert("south")</script>', 'south@keepers.example, deputy@keepers.example'),
  stall('Café 🥐', 'Café Münster', 'cafe@keepers.example'),
  stall('café 🥐', 'The other café', 'cafe@keepers.example'),
  stall('서울 1', '서울 광장', 'seoul@keepers.example'),
  stall(`${'long '.repeat(2000)}end`, `Long ${'and longer '.repeat(30)}`, 'long@keepers.example'),
  stall('mute', 'Nobody told', ''),
  stall('slip', "=cmd|' /C calc'!A0", 'not an address,slip@keepers.example'),
  { ...stall('gone', 'Gone by then', 'gone@keepers.example'), closedOn: '2026-11-18' },
  { ...stall('young', 'Just opened', 'young@keepers.example'), openedOn: '2026-11-17' },
];

export const PRODUCTS = ['Bread', 'Pie'] as const;

function stall(id: string, title: string, keeper: string): Stall {
  return { id, title, keeper, openedOn: '2026-01-01' };
}

/** What a stall takes of a product in the week that begins on a Monday: £1000 to £9000, and no two alike. */
export function amountOf(stallIndex: number, monday: string, product: number): number {
  const week = Math.round((Date.parse(monday) - Date.parse('2026-10-19')) / 604_800_000);
  let mixed = Math.imul(stallIndex * 100 + week * 10 + product + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (100_000 + (((mixed ^ (mixed >>> 13)) >>> 0) % 800_000)) / 100;
}

export const MONDAYS = ['2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23'] as const;

/** Writes the data of a copy of the project. */
export async function writeStalls(project: string, stalls: readonly Stall[] = STALLS): Promise<void> {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = stalls.map(({ id, title, keeper, openedOn, closedOn = '' }) =>
    [quoted(id), quoted(title), quoted(keeper), openedOn, closedOn].join(','),
  );
  const sales = stalls.flatMap(({ id, openedOn, closedOn = '9999-12-31' }) =>
    MONDAYS.filter((monday) => addDays(monday, 4) >= openedOn && addDays(monday, 1) < closedOn).flatMap((monday) =>
      PRODUCTS.map((product, index) => {
        const amount = amountOf(
          STALLS.findIndex((one) => one.id === id),
          monday,
          index,
        );
        return [addDays(monday, 2), quoted(id), product, amount.toFixed(2)].join(',');
      }),
    ),
  );
  await mkdir(join(project, 'data'), { recursive: true });
  await writeFile(join(project, 'data', 'stalls.csv'), `stall,title,keeper,opened_on,closed_on\n${rows.join('\n')}\n`);
  await writeFile(join(project, 'data', 'sales.csv'), `sold_on,stall,product,amount\n${sales.join('\n')}\n`);
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
