import { inLanguage } from '../lib/localText.ts';
import type { Block, Brand, Message, Metric, MetricBlock, PartialPeriod, Period } from '../types.ts';
import { scoped } from './brandNews.ts';
import { lastPeriod, partValues } from './readingNews.ts';

interface OwnPart {
  /** Whose it is, in an edition that spans brands. */
  readonly brand: string | undefined;
  readonly period: Period;
  readonly part: PartialPeriod;
}

/** The last periods of blocks that are not whole, in the blocks' order: what their cards and headlines are of. */
function ownParts(blocks: readonly Block[]): readonly OwnPart[] {
  return metricBlocks(blocks).flatMap((block) => {
    const period = lastPeriod(block);
    if (period === undefined) return [];
    return (block.partial?.[period.grain] ?? []).flatMap((part) => {
      const brand = block.brands === undefined ? undefined : String(part.group?.[0]);
      const isOwn = part.period === period.start && (part.group === undefined || brand !== undefined);
      return isOwn ? [{ brand, period, part }] : [];
    });
  });
}

function metricBlocks(blocks: readonly Block[]): readonly MetricBlock[] {
  return blocks.filter((block) => block.kind === 'metrics');
}

/** A sentence for each period of which an edition has a part alone, and how much: the metrics are named where it is not all of them. */
export function partCautions(
  blocks: readonly Block[],
  metrics: readonly Metric[],
  { locale }: Pick<Brand, 'locale'>,
): readonly Message[] {
  const all = new Set(metricBlocks(blocks).flatMap((block) => block.metrics));
  const alike = Map.groupBy(ownParts(blocks), ({ brand = '', period, part }) =>
    [period.grain, period.start, part.days, part.of, part.isBefore ?? false, brand].join(' '),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = new Set(same.flatMap(({ part }) => part.metrics));
    const labels = [...names].flatMap((name) => {
      const metric = metrics.find((one) => one.name === name);
      return metric === undefined ? [] : [inLanguage(metric.label, locale)];
    });
    const told = names.size === all.size ? [] : [...new Set(labels)];
    const { brand, period, part } = first;
    const named = { named: told.length === 0 ? 'no' : 'yes', metrics: { list: told } };
    return [scoped(brand, { id: 'part_of', values: { ...partValues(part), ...named, period: { period } } })];
  });
}

/** Whether anything of what an edition tells may still be completed. */
export function isOpenStill(blocks: readonly Block[]): boolean {
  return ownParts(blocks).some(({ part }) => part.isOpen === true);
}
