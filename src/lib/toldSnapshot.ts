import type { Block, Grain, Message, Snapshot, StoredSnapshot, Table, Words } from '../types.ts';
import { ALL_OTHERS } from './allOthers.ts';
import { tell } from './tell.ts';
import { say } from './words.ts';

/** A headline with more letters is told shorter, where it can be. */
const LONGEST_HEADLINE = 100;

/** A snapshot in words. One of an earlier version has them already, and keeps them. */
export function toldSnapshot(stored: StoredSnapshot | Snapshot, words: Words): Snapshot {
  if (stored.version === 1) return stored;
  const { alerts, cautions, ...rest } = stored;
  return {
    ...rest,
    version: 1,
    headline: toldHeadline(stored.headline, words),
    insights: eachOnce(stored.insights, words),
    data: Object.fromEntries(Object.entries(stored.data).map(([name, block]) => [name, toldBlock(block, words)])),
    alerts: alerts.map((alert) => ({ ...alert, reason: tell(words, alert.reason) })),
    ...(cautions === undefined ? {} : { cautions: cautions.map((caution) => tell(words, caution)) }),
  };
}

/** The first way to say it that is short enough, else the last. */
export function toldHeadline(ways: readonly Message[], words: Words): string {
  const headlines = ways.map((one) => tell(words, one));
  return headlines.find((headline) => [...headline].length <= LONGEST_HEADLINE) ?? headlines.at(-1) ?? '';
}

/** What two blocks tell alike, such as that there is no data, is told by the first. */
function eachOnce(insights: StoredSnapshot['insights'], words: Words): Snapshot['insights'] {
  const told = new Set<string>();
  const fresh = (message: Message): readonly string[] => {
    const sentence = tell(words, message);
    return told.size < told.add(sentence).size ? [sentence] : [];
  };
  return Object.fromEntries(Object.entries(insights).map(([name, messages]) => [name, messages.flatMap(fresh)]));
}

/** A block whose columns, and row of all others, are called as its readers call them. */
export function toldBlock(block: Block, words: Words): Block {
  if (block.kind !== 'metrics') return block;
  const others = say(words, 'all_others');
  const tables = Object.entries(block.tables).map(([grain, { columns, rows }]) => {
    const told = columns.map(({ said, ...column }) =>
      said === undefined ? column : { ...column, label: tell(words, said) },
    );
    const named = rows.map((row) =>
      row.includes(ALL_OTHERS) ? row.map((cell) => (cell === ALL_OTHERS ? others : cell)) : row,
    );
    return [grain, { columns: told, rows: named }] satisfies readonly [string, Table];
  });
  return { ...block, tables: Object.fromEntries(tables) as Partial<Record<Grain, Table>> };
}
