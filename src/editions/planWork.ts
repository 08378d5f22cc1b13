import type { EditionInWork, EditionKey, Period } from '../types.ts';
import { EditionWork } from './editionWork.ts';
import type { PublishedEdition, PublishedIndex } from './published/publishedIndex.ts';
import type { PublishedSeries } from './published/publishedSeries.ts';

type Planned = Pick<EditionInWork, 'key' | 'dueAt' | 'report'> & { readonly isMadeUpFor?: boolean };

/**
 * The editions of a brand as a run begins with them: what the calendar names and nobody has published is to be made,
 * what is published stays as it is. A provisional one is looked at again, a burst only for the audiences whose editions were held.
 */
export function planWork(request: {
  readonly planned: readonly Planned[];
  readonly publishedIndex: PublishedIndex;
  readonly series: PublishedSeries;
  /** Audiences that have not got an edition that others of their burst have. */
  readonly held: readonly { readonly report: string; readonly period: Period }[];
  /** Whether what is published is made again all the same: a backfill, or somebody who works on the project. */
  readonly isRemade: boolean;
}): EditionWork[] {
  const { planned, publishedIndex, series, held, isRemade } = request;
  if (isRemade) return planned.map((one) => new EditionWork(one));
  const published = Map.groupBy(publishedIndex.editions, ({ key }) => slotOf(series.nameOf(key), key.period));
  const hasHeld = new Set(held.map(({ report, period }) => slotOf(report, period)));
  const works = planned.flatMap((one): readonly EditionWork[] => {
    const slot = slotOf(one.report.name, one.key.period);
    const editions = published.get(slot) ?? [];
    if (editions.length === 0) return isOver(one, request) ? [] : [new EditionWork(one)];
    if (editions.some((edition) => isOpen(edition, one.key))) return [new EditionWork(one)];
    const unchanged = editions.map((edition) => unchangedWork(one, edition));
    return hasHeld.has(slot) ? [new EditionWork({ ...one, isMadeUpFor: true }), ...unchanged] : unchanged;
  });
  return works.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

/** A provisional edition is made again under its own name alone. */
function isOpen({ isProvisional, key }: PublishedEdition, planned: EditionKey): boolean {
  return isProvisional === true && key.brand === planned.brand && key.report === planned.report;
}

/** Whether a period's time is over, though nothing of it can be read: its record is damaged, or a later one is out. */
function isOver(
  { key, report, isMadeUpFor }: Planned,
  { publishedIndex, series }: Parameters<typeof planWork>[0],
): boolean {
  const isDamaged = ({ id }: { readonly id: string }): boolean =>
    id === key.id ||
    (report.burst !== undefined &&
      id.startsWith(key.id.slice(0, -key.periodName.length)) &&
      id.endsWith(`/${key.periodName}`));
  if (publishedIndex.damaged.some(isDamaged)) return true;
  const until = series.publishedUntil(report);
  return isMadeUpFor !== true && until !== undefined && key.period.end <= until;
}

function unchangedWork({ report, dueAt }: Planned, edition: PublishedEdition): EditionWork {
  const work = new EditionWork({ key: edition.key, dueAt, report });
  work.keep(edition);
  return work;
}

function slotOf(report: string, { grain, start }: Period): string {
  return JSON.stringify([report, grain, start]);
}
