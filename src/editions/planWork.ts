import type { EditionInWork, EditionKey, Period } from '../types.ts';
import { EditionWork } from './editionWork.ts';
import type { Shelf, ShelvedEdition } from './published/publishedIndex.ts';
import type { PublishedSeries } from './published/publishedSeries.ts';

type Planned = Pick<EditionInWork, 'key' | 'dueAt' | 'report'> & { readonly isMadeUpFor?: boolean };

/**
 * The editions of a brand as a run begins with them: what the calendar names and nobody has published is to be made,
 * what is published stays as it is. A provisional one is looked at again, a burst only for the audiences that are owed.
 */
export function settleEditions(request: {
  readonly planned: readonly Planned[];
  readonly shelf: Shelf;
  readonly series: PublishedSeries;
  /** Audiences that have not got an edition that others of their burst have. */
  readonly owed: readonly { readonly report: string; readonly period: Period }[];
  /** Whether what is published is made again all the same: a backfill, or somebody who works on the project. */
  readonly isRemade: boolean;
}): EditionWork[] {
  const { planned, shelf, series, owed, isRemade } = request;
  if (isRemade) return planned.map((one) => new EditionWork(one));
  const published = Map.groupBy(shelf.editions, ({ key }) => slotOf(series.nameOf(key), key.period));
  const isOwed = new Set(owed.map(({ report, period }) => slotOf(report, period)));
  const works = planned.flatMap((one): readonly EditionWork[] => {
    const slot = slotOf(one.report.name, one.key.period);
    const editions = published.get(slot) ?? [];
    if (editions.length === 0) return isOver(one, request) ? [] : [new EditionWork(one)];
    if (editions.some((edition) => isOpen(edition, one.key))) return [new EditionWork(one)];
    const settled = editions.map((edition) => settledWork(one, edition));
    return isOwed.has(slot) ? [new EditionWork({ ...one, isMadeUpFor: true }), ...settled] : settled;
  });
  return works.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

/** A provisional edition is made again under its own name alone. */
function isOpen({ isProvisional, key }: ShelvedEdition, planned: EditionKey): boolean {
  return isProvisional === true && key.brand === planned.brand && key.report === planned.report;
}

/** Whether a period's time is over, though nothing of it can be read: its record is damaged, or a later one is out. */
function isOver(
  { key, report, isMadeUpFor }: Planned,
  { shelf, series }: Parameters<typeof settleEditions>[0],
): boolean {
  const isDamaged = ({ id }: { readonly id: string }): boolean =>
    id === key.id ||
    (report.burst !== undefined &&
      id.startsWith(key.id.slice(0, -key.periodName.length)) &&
      id.endsWith(`/${key.periodName}`));
  if (shelf.damaged.some(isDamaged)) return true;
  const until = series.publishedUntil(report);
  return isMadeUpFor !== true && until !== undefined && key.period.end <= until;
}

function settledWork({ report, dueAt }: Planned, edition: ShelvedEdition): EditionWork {
  const work = new EditionWork({ key: edition.key, dueAt, report });
  work.settle(edition);
  return work;
}

function slotOf(report: string, { grain, start }: Period): string {
  return JSON.stringify([report, grain, start]);
}
