import { weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import type { Deal } from './deals.ts';
import { type Calendar, randomOf } from './world.ts';

export type ActivityKind = 'calls' | 'emails' | 'meetings';

export interface Activity {
  readonly kind: ActivityKind;
  readonly owner: string;
  /** Index of the deal that it was for; absent where there was none yet. */
  readonly deal: number | undefined;
  readonly companyId: string | undefined;
  readonly day: number;
  readonly second: number;
}

/** One representative was away, days before the last one, both included. */
const AWAY = { owner: 'Rep 08', from: 130, to: 89 };
const REPS = 12;
/** How much more one representative calls and writes than another. */
const DILIGENCE = [1, 1.3, 0.8, 1.1, 0.9, 0.7, 1.2, 1, 0.9, 1.1, 0.75, 1.05];

/** Calls, mails and meetings for deals, and calls to companies that are no deal yet; on working days. */
export function makeActivities(deals: readonly Deal[], calendar: Calendar): readonly Activity[] {
  const forDeals = deals.flatMap((deal, index) => activitiesOf(deal, index, calendar));
  const cold = Array.from({ length: REPS }, (_, index) => coldCalls(index, deals.length, calendar)).flat();
  return [...forDeals, ...cold].toSorted((a, b) => a.day - b.day || a.second - b.second);
}

function activitiesOf(deal: Deal, index: number, { first, last }: Calendar): readonly Activity[] {
  const random = randomOf('activity', index + 1);
  const { owner, companyId } = deal;
  const diligence = DILIGENCE[Number(owner.slice(4)) - 1] ?? 1;
  const weekly = diligence * (deal.kind === 'renewal' ? 0.5 : 1);
  const end = deal.closedOn ?? last;
  const meetings = new Set(deal.stages.map(({ enteredOn }) => enteredOn));
  const activities: Activity[] = [];
  for (let day = Math.max(first, deal.createdOn); day <= end; day += 1) {
    if (weekdayOf(day) % 6 === 0 || isAway(owner, day, last)) continue;
    const add = (kind: ActivityKind): void => {
      activities.push({ kind, owner, deal: index, companyId, day, second: random.between(8 * 3600, 17 * 3600) });
    };
    // The longer a deal drags on, the less anybody does for it.
    const fresh = 0.35 + 0.65 * Math.exp(-(day - deal.createdOn) / 45);
    if (random.chance(0.13 * weekly * fresh)) add('calls');
    if (random.chance(0.24 * weekly * fresh)) add('emails');
    if (meetings.has(day) || random.chance(0.03 * weekly * fresh)) add('meetings');
  }
  return activities;
}

function coldCalls(rep: number, deals: number, { first, last }: Calendar): readonly Activity[] {
  const random: Random = randomOf('cold', rep + 1);
  const owner = `Rep ${String(rep + 1).padStart(2, '0')}`;
  const daily = (0.25 * (DILIGENCE[rep] ?? 1) * deals) / 800;
  const activities: Activity[] = [];
  for (let day = first; day <= last; day += 1) {
    if (weekdayOf(day) % 6 === 0 || isAway(owner, day, last)) continue;
    for (let count = Math.floor(daily + random.next()); count > 0; count -= 1) {
      const second = random.between(9 * 3600, 16 * 3600);
      activities.push({ kind: 'calls', owner, deal: undefined, companyId: undefined, day, second });
    }
  }
  return activities;
}

function isAway(owner: string, day: number, last: number): boolean {
  return owner === AWAY.owner && day >= last - AWAY.from && day <= last - AWAY.to;
}
