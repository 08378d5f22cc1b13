import { formatNumber } from '../lib/format.ts';
import { isAdditive } from '../lib/isAdditive.ts';
import { isSteady } from '../lib/isSteady.ts';
import type { Cell, Metric, MetricBlock } from '../types.ts';
import { groupName } from './groupName.ts';
import { lookOf, type Reader } from './movementOf.ts';
import type { SplitFact } from './phraseTypes.ts';

export interface SplitNews {
  readonly metric: Metric;
  readonly fact: SplitFact;
  readonly weight: number;
}

interface Group {
  readonly name: string;
  readonly value: number | null;
  /** In the period before; null where the block does not reach back. */
  readonly before: number | null;
  /** Whether it has a part alone of one of the two. */
  readonly isPart: boolean;
}

/** With more groups than this, the highest and lowest of a rate are mostly the smallest groups. */
const MOST_GROUPS_FOR_EXTREMES = 8;

/** What there is to say of each metric of a block that is split into groups; the block's first metric weighs most. */
export function splitNews(
  block: MetricBlock,
  metrics: readonly Metric[],
  words: { readonly reader: Reader; readonly notStated: string },
): readonly SplitNews[] {
  if (block.isCut === true) return [];
  return block.metrics.flatMap((name, index) => {
    const metric = metrics.find((each) => each.name === name);
    const groups = groupsOf(block, name, words.notStated);
    // Who had the largest share of a part of a week may not have it of the week.
    if (metric === undefined || groups.length < 2 || isPart(block, name, -1)) return [];
    const facts = isAdditive(metric, metrics)
      ? sumFacts(groups, metric, words.reader)
      : rateFacts(groups, metric, words.reader);
    return facts.map((fact, order) => ({ metric, fact, weight: 1 / (1 + index + order) }));
  });
}

/** The groups with a value in the block's last period or the one before it. */
function groupsOf(block: MetricBlock, metric: string, notStated: string): readonly Group[] {
  const [grain = 'day'] = block.grains;
  const { columns, rows } = block.tables[grain] ?? { columns: [], rows: [] };
  const index = columns.findIndex(({ name }) => name === metric);
  const starts = [...new Set(rows.map(([period]) => period))].slice(-2);
  const isWholeBefore = starts.length > 1 && !isPart(block, metric, -2);
  const [last, previous] = [starts.at(-1), isWholeBefore ? starts[0] : undefined];
  const parts = new Set(
    (block.partial?.[grain] ?? [])
      .filter((part) => part.metrics.includes(metric) && (part.period === last || part.period === previous))
      .map(({ group }) => JSON.stringify(group)),
  );
  const groups = new Map<string, { cells: readonly Cell[]; value: number | null; before: number | null }>();
  for (const row of rows) {
    if (row[0] !== last && row[0] !== previous) continue;
    const cells = row.slice(1, 1 + block.by.length);
    const group = groups.get(JSON.stringify(cells)) ?? { cells, value: null, before: null };
    const value = typeof row[index] === 'number' ? row[index] : null;
    groups.set(JSON.stringify(cells), { ...group, ...(row[0] === last ? { value } : { before: value }) });
  }
  return [...groups]
    .filter(([, { value, before }]) => value !== null || before !== null)
    .map(([key, { cells, ...values }]) => ({ name: groupName(cells, notStated), ...values, isPart: parts.has(key) }));
}

/** Whether of a period, counted from the last, there is a part alone for every group. */
function isPart({ grains, tables, partial }: MetricBlock, metric: string, at: -1 | -2): boolean {
  const [grain = 'day'] = grains;
  const start = [...new Set(tables[grain]?.rows.map(([period]) => period))].at(at);
  return (partial?.[grain] ?? []).some(
    (part) => part.period === start && part.group === undefined && part.metrics.includes(metric),
  );
}

/** Groups that add up to a whole: whose the change is, and who has the most. */
function sumFacts(groups: readonly Group[], metric: Metric, reader: Reader): readonly SplitFact[] {
  const written = (value: number): string => formatNumber(Math.abs(value), lookOf(metric, reader));
  const total = sum(groups.map(({ value }) => value));
  const before = sum(groups.map((group) => group.before));
  const facts: SplitFact[] = [];
  const hasBefore = groups.some((group) => group.before !== null) && !groups.some((group) => group.isPart);
  if (hasBefore && !isSteady(total, before, metric)) {
    const change = total - before;
    const up = change > 0;
    const partOf = (group: Group): number => (group.value ?? 0) - (group.before ?? 0);
    const top = largest(groups, (group) => (up ? partOf(group) : -partOf(group)));
    const part = partOf(top);
    const told = { group: top.name, part: written(part), up, total: written(change) };
    if (Math.abs(part) <= Math.abs(change)) facts.push({ kind: 'part', ...told });
    else facts.push({ kind: 'against', ...told, others: written(part - change) });
  }
  if (total > 0 && groups.every(({ value }) => (value ?? 0) >= 0)) {
    const top = largest(groups, ({ value }) => value ?? 0);
    const share = formatNumber((top.value ?? 0) / total, { ...lookOf(metric, reader), format: 'percent', decimals: 1 });
    facts.push({ kind: 'share', group: top.name, share });
  }
  return facts;
}

/** Groups that do not add up: who moved most, and who stands where. */
function rateFacts(groups: readonly Group[], metric: Metric, reader: Reader): readonly SplitFact[] {
  const written = (value: number | null): string => formatNumber(value, lookOf(metric, reader));
  const facts: SplitFact[] = [];
  const moved = groups.flatMap(({ name, value, before, isPart: isOfPart }) =>
    value === null || before === null || isOfPart || isSteady(value, before, metric)
      ? []
      : [{ name, value, difference: value - before }],
  );
  // Of rates, the smallest groups swing most, and that is no news.
  if (moved.length > 0 && metric.format !== 'percent') {
    const { name, value, difference } = largest(moved, (group) => Math.abs(group.difference));
    facts.push({
      kind: 'mover',
      group: name,
      up: difference > 0,
      amount: written(Math.abs(difference)),
      value: written(value),
    });
  }
  const measured = groups.flatMap(({ name, value, isPart: isOfPart }) =>
    value === null || isOfPart ? [] : [{ name, value }],
  );
  if (measured.length >= 2 && measured.length <= MOST_GROUPS_FOR_EXTREMES) {
    const high = largest(measured, ({ value }) => value);
    const low = largest(measured, ({ value }) => -value);
    if (high.value > low.value) {
      const [most, least] = [written(high.value), written(low.value)];
      facts.push({ kind: 'extremes', highest: high.name, most, lowest: low.name, least });
    }
  }
  return facts;
}

/** The first of the largest: the table's order settles ties. */
function largest<T>(items: readonly T[], size: (item: T) => number): T {
  return items.reduce((best, item) => (size(item) > size(best) ? item : best));
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
