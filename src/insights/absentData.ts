import { formatPeriod } from '../lib/format.ts';
import type { Block, EditionKey, MetricBlock, Words } from '../types.ts';
import { lastPeriod } from './readingNews.ts';

/**
 * Why an edition has nothing to tell: none of its metrics at its period has a value that rests on a row of that, or their tables ended
 * before it began. Then nothing came, and "no data" is not what its readers should read. Undefined where there is something; so for a part of a
 * brand, which may have had a quiet week, and for queries alone, which may rightly find nothing.
 */
export function absentData(
  { audience, period }: EditionKey,
  data: Readonly<Record<string, Block>>,
  words: Words,
): string | undefined {
  const measured = Object.values(data).filter((block) => block.kind === 'metrics');
  const ofPeriod = measured.filter(
    (block) => lastPeriod(block)?.start === period.start && block.grains[0] === period.grain,
  );
  const blocks = ofPeriod.length > 0 ? ofPeriod : measured;
  if (audience !== null || blocks.length === 0 || blocks.some(hasSomething)) return undefined;
  return `No row of its data lies in ${formatPeriod(period, words)}: nothing came of it yet`;
}

function hasSomething(block: MetricBlock): boolean {
  const [grain = 'day'] = block.grains;
  const { columns, rows } = block.tables[grain] ?? { columns: [], rows: [] };
  const period = lastPeriod(block);
  const last = rows.at(-1)?.[0];
  const empty = (block.partial?.[grain] ?? []).filter(
    (part) =>
      part.period === period?.start &&
      part.days === 0 &&
      part.isBefore === undefined &&
      (part.group === undefined || block.brands !== undefined),
  );
  return rows.some(
    (row) =>
      row[0] === last &&
      columns.some(
        ({ metric }, index) => metric !== undefined && row[index] !== null && !isEmpty(metric, row[1] ?? null),
      ),
  );

  function isEmpty(metric: string, brand: unknown): boolean {
    return empty.some(({ metrics, group }) => metrics.includes(metric) && (group === undefined || group[0] === brand));
  }
}
