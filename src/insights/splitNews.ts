import { isAdditive } from '../lib/isAdditive.ts';
import { isSteady } from '../lib/isSteady.ts';
import { inLanguage } from '../lib/localText.ts';
import type { Cell, Message, MessageValue, Metric, MetricBlock } from '../types.ts';
import { groupName } from './groupName.ts';
import { type Reader, wayOf, written } from './movementOf.ts';

export interface SplitNews {
  readonly sentence: Message;
  readonly weight: number;
}

interface Group {
  readonly name: MessageValue;
  readonly value: number | null;
  /** In the period before; null where the block does not reach back. */
  readonly before: number | null;
  /** Whether it has a part alone of one of the two. */
  readonly isPart: boolean;
}

/** With more groups than this, the highest and lowest of a rate are mostly the smallest groups. */
const MOST_GROUPS_FOR_EXTREMES = 8;

/** What there is to say of each metric of a block that is split into groups; the block's first metric weighs most. */
export function splitNews(block: MetricBlock, metrics: readonly Metric[], reader: Reader): readonly SplitNews[] {
  if (block.isCut === true) return [];
  return block.metrics.flatMap((name, index) => {
    const metric = metrics.find((each) => each.name === name);
    const groups = groupsOf(block, name);
    // Who had the largest share of a part of a week may not have it of the week.
    if (metric === undefined || groups.length < 2 || isPart(block, name, -1)) return [];
    const facts = isAdditive(metric, metrics) ? sumFacts(groups, metric, reader) : rateFacts(groups, metric, reader);
    const label = { label: inLanguage(metric.label, reader.locale) };
    return facts.map(({ id, values }, order) => ({
      sentence: { id, values: { label, ...values } },
      weight: 1 / (1 + index + order),
    }));
  });
}

/** The groups with a value in the block's last period or the one before it. */
function groupsOf(block: MetricBlock, metric: string): readonly Group[] {
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
    .map(([key, { cells, ...values }]) => ({ name: groupName(cells), ...values, isPart: parts.has(key) }));
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
function sumFacts(groups: readonly Group[], metric: Metric, reader: Reader): readonly Message[] {
  const amount = (value: number) => written(Math.abs(value), metric, reader);
  const total = sum(groups.map(({ value }) => value));
  const before = sum(groups.map((group) => group.before));
  const facts: Message[] = [];
  const hasBefore = groups.some((group) => group.before !== null) && !groups.some((group) => group.isPart);
  if (hasBefore && !isSteady(total, before, metric)) {
    const change = total - before;
    const up = change > 0;
    const partOf = (group: Group): number => (group.value ?? 0) - (group.before ?? 0);
    const top = largest(groups, (group) => (up ? partOf(group) : -partOf(group)));
    const part = partOf(top);
    const told = { group: top.name, part: amount(part), total: amount(change), ...wayOf(up, false) };
    if (Math.abs(part) <= Math.abs(change)) facts.push({ id: 'split_part', values: told });
    else facts.push({ id: 'split_against', values: { ...told, others: amount(part - change) } });
  }
  if (total > 0 && groups.every(({ value }) => (value ?? 0) >= 0)) {
    const top = largest(groups, ({ value }) => value ?? 0);
    const share = written((top.value ?? 0) / total, { ...metric, format: 'percent', decimals: 1 }, reader);
    facts.push({ id: 'split_share', values: { group: top.name, share } });
  }
  return facts;
}

/** Groups that do not add up: who moved most, and who stands where. */
function rateFacts(groups: readonly Group[], metric: Metric, reader: Reader): readonly Message[] {
  const number = (value: number) => written(value, metric, reader);
  const facts: Message[] = [];
  const moved = groups.flatMap(({ name, value, before, isPart: isOfPart }) =>
    value === null || before === null || isOfPart || isSteady(value, before, metric)
      ? []
      : [{ name, value, difference: value - before }],
  );
  // Of rates, the smallest groups swing most, and that is no news.
  if (moved.length > 0 && metric.format !== 'percent') {
    const { name, value, difference } = largest(moved, (group) => Math.abs(group.difference));
    const amounts = { amount: number(Math.abs(difference)), value: number(value) };
    facts.push({ id: 'split_mover', values: { group: name, ...wayOf(difference > 0, false), ...amounts } });
  }
  const measured = groups.flatMap(({ name, value, isPart: isOfPart }) =>
    value === null || isOfPart ? [] : [{ name, value }],
  );
  if (measured.length >= 2 && measured.length <= MOST_GROUPS_FOR_EXTREMES) {
    const high = largest(measured, ({ value }) => value);
    const low = largest(measured, ({ value }) => -value);
    if (high.value > low.value) {
      const [most, least] = [number(high.value), number(low.value)];
      facts.push({ id: 'split_extremes', values: { highest: high.name, most, lowest: low.name, least } });
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
