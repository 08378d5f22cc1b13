import { monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import { companyName } from './companyNames.ts';
import { type Course, CYCLE_DAYS } from './course.ts';
import { ownerIn, SEASON } from './makeCompany.ts';
import { REGIONS, randomOf, type Segment, type World } from './world.ts';

/** Companies that talked to sales and never became customers, for each one that did. */
const LOST_PER_WON = 1.15;
const OFFERS: Readonly<Record<Segment, readonly [plan: 'Starter' | 'Pro' | 'Enterprise', dollars: number]>> = {
  Independent: ['Starter', 3200],
  Group: ['Pro', 11_500],
  Chain: ['Enterprise', 38_000],
};

/**
 * Deals with companies that the world does not know: those that were lost, and those that are going to be won after the
 * last day, without which the pipeline would run dry as it nears.
 */
export function makeProspects({ calendar, lives }: World, deals: number): readonly Course[] {
  const wonInAYear = lives.filter(({ company }) =>
    company.phases.some(({ from }) => from > calendar.last - 365 && from <= calendar.last),
  ).length;
  const span = calendar.last - calendar.first + 60;
  const lost = Array.from({ length: Math.round(deals * 0.8 * LOST_PER_WON) }, (_, index) => {
    const random = randomOf('prospect', index + 1);
    return courseOf(index + 1, { random, isWon: false, createdOn: askedOn(calendar.last, span, random) });
  });
  const coming = Array.from({ length: Math.round((wonInAYear * 150) / 365) }, (_, index) => {
    const random = randomOf('coming', index + 1);
    return courseOf(90_000 + index, { random, isWon: true, createdOn: calendar.last - random.between(0, 149) });
  });
  return [...lost, ...coming.filter(({ endsOn }) => endsOn > calendar.last)];
}

/** As customers join: more of them as time goes on, with seasons, on working days. */
function askedOn(last: number, span: number, random: Random): number {
  for (;;) {
    const day = last - random.between(0, span);
    const weight = Math.exp((1.3 * (day - last)) / span) * (SEASON[monthOf(day)] ?? 1);
    if (weekdayOf(day) % 6 !== 0 && random.chance(weight / 1.3)) return day;
  }
}

function courseOf(
  number: number,
  { random, isWon, createdOn }: { readonly random: Random; readonly isWon: boolean; readonly createdOn: number },
): Course {
  const segment = random.pick<Segment>([
    ['Independent', 52],
    ['Group', 33],
    ['Chain', 15],
  ]);
  const region = random.pick(REGIONS.map((each, index) => [each, [28, 22, 26, 24][index] ?? 1] as const));
  const channel = random.pick<string>([
    ['Google Ads', 26],
    ['Organic search', 15],
    ['Referral', 9],
    ['LinkedIn', 15],
    ['Trade show', 9],
    ['Outbound', 20],
    ['Facebook', 6],
  ]);
  const [plan, dollars] = OFFERS[segment];
  const isPriced = random.chance(0.9);
  const owner = ownerIn(region, random);
  // Two representatives hang on to deals that others would give up.
  const patience = owner === 'Rep 06' || owner === 'Rep 11' ? 1.9 : 1;
  const days = Math.max(3, Math.round(CYCLE_DAYS[segment] * random.logNormal(isWon ? 1 : 0.85, 0.6) * patience));
  const leadId = channel === 'Outbound' ? undefined : `lead_p${String(number).padStart(5, '0')}`;
  return {
    name: companyName(100 + number, segment, random),
    company: { owner, region, channel, ...(leadId !== undefined && { leadId }) },
    plan,
    kind: 'new',
    createdOn,
    endsOn: createdOn + days,
    isWon,
    amount: isPriced ? Math.round((dollars * random.logNormal(1, 0.5)) / 50) * 50 : undefined,
  };
}
