import { monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import { companyName } from './companyNames.ts';
import { type Course, CYCLE_DAYS } from './course.ts';
import type { KnownLeads } from './knownLeads.ts';
import { ownerIn, regionOf, SEASON } from './makeCompany.ts';
import { REGIONS, type Region, randomOf, type Segment, type World } from './world.ts';

/** Companies that sales found by itself and that never became customers, for each company of the world. */
const FOUND_PER_COMPANY = 0.42;
const OFFERS: Readonly<Record<Segment, readonly [plan: 'Starter' | 'Pro' | 'Enterprise', dollars: number]>> = {
  Independent: ['Starter', 3200],
  Group: ['Pro', 11_500],
  Chain: ['Enterprise', 38_000],
};

/**
 * Deals with companies that the world does not know: most leads that sales took over, companies that it found by itself,
 * and those that are going to be won after the last day, without which the pipeline would run dry as it nears.
 */
export function makeProspects({ calendar, lives }: World, { fruitless }: KnownLeads): readonly Course[] {
  const wonInAYear = lives.filter(({ company }) =>
    company.phases.some(({ from }) => from > calendar.last - 365 && from <= calendar.last),
  ).length;
  const span = calendar.last - calendar.first + 60;
  const asked = fruitless.flatMap((known, index): readonly Course[] => {
    const random = randomOf('asked', index + 1);
    const createdOn = (known.lead.acceptedOn ?? known.day) + random.between(0, 3);
    const { company, channel, segment, state } = known.lead;
    const prospect = { name: company, channel, segment, region: regionOf(state), leadId: known.id };
    return random.chance(0.9) ? [courseOf(prospect, { random, isWon: false, createdOn })] : [];
  });
  const found = Array.from({ length: Math.round(lives.length * FOUND_PER_COMPANY) }, (_, index) => {
    const random = randomOf('prospect', index + 1);
    const createdOn = askedOn(calendar.last, span, random);
    return courseOf(someone(101 + index, random), { random, isWon: false, createdOn });
  });
  const coming = Array.from({ length: Math.round((wonInAYear * 150) / 365) }, (_, index) => {
    const random = randomOf('coming', index + 1);
    const createdOn = calendar.last - random.between(0, 149);
    return courseOf(someone(90_000 + index, random), { random, isWon: true, createdOn });
  });
  return [...asked, ...found, ...coming.filter(({ endsOn }) => endsOn > calendar.last)];
}

interface Prospect {
  readonly name: string;
  readonly channel: string;
  readonly segment: string;
  readonly region: Region;
  readonly leadId?: string;
}

function someone(number: number, random: Random): Prospect {
  const segment = random.pick<Segment>([
    ['Independent', 52],
    ['Group', 33],
    ['Chain', 15],
  ]);
  const channel = random.pick<string>([
    ['Outbound', 62],
    ['Trade show', 22],
    ['Referral', 16],
  ]);
  const region = random.pick(REGIONS.map((each, index) => [each, [28, 22, 26, 24][index] ?? 1] as const));
  return { name: companyName(number, segment, random), channel, segment, region };
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
  { name, segment, region, channel, leadId }: Prospect,
  { random, isWon, createdOn }: { readonly random: Random; readonly isWon: boolean; readonly createdOn: number },
): Course {
  const size: Segment = segment === 'Chain' || segment === 'Group' ? segment : 'Independent';
  const [plan, dollars] = OFFERS[size];
  const owner = ownerIn(region, random);
  // Two representatives hang on to deals that others would give up.
  const retryClock = owner === 'Rep 06' || owner === 'Rep 11' ? 1.9 : 1;
  const days = Math.max(3, Math.round(CYCLE_DAYS[size] * random.logNormal(isWon ? 1 : 0.85, 0.6) * retryClock));
  return {
    name,
    company: { owner, region, channel, ...(leadId !== undefined && { leadId }) },
    plan,
    kind: 'new',
    createdOn,
    endsOn: createdOn + days,
    isWon,
    amount: random.chance(0.9) ? Math.round((dollars * random.logNormal(1, 0.5)) / 50) * 50 : undefined,
  };
}
