/**
 * The deals of Taproom's salespeople: every contract of the world was one (new, expanded, renewed), and beside them stand
 * those that came to nothing and those that are open still. Some regions sell faster than others, one representative was
 * away for six weeks, and after the price rise more are lost over the price.
 */
import type { Random } from '../random.ts';
import { type Course, CYCLE_DAYS, type DealKind } from './course.ts';
import { type KnownLeads, knownLeads } from './knownLeads.ts';
import { addMonths } from './months.ts';
import { makeProspects } from './prospects.ts';
import { type Stage, stagesOf } from './stages.ts';
import {
  type Calendar,
  type CompanyLife,
  type Plan,
  type Region,
  randomOf,
  type Stretch,
  type World,
} from './world.ts';

export interface Deal {
  readonly name: string;
  /** The customer; absent where the company never became one. */
  readonly companyId: string | undefined;
  /** The lead that it came from; absent where sales found the company itself. */
  readonly leadId: string | undefined;
  readonly owner: string;
  readonly region: Region;
  readonly plan: Plan;
  readonly channel: string;
  readonly kind: DealKind;
  readonly createdOn: number;
  /** What the representative has last said about it. */
  readonly expectedOn: number;
  /** Won or lost on this day; absent while open. */
  readonly closedOn: number | undefined;
  readonly isWon: boolean | undefined;
  readonly lostReason: string | undefined;
  /** Whole dollars for a year; absent where nobody has put a price on it yet. */
  readonly amount: number | undefined;
  /** First the one that it began in. */
  readonly stages: readonly Stage[];
}

const REASONS = [
  ['Price', 30],
  ['No decision', 28],
  ['Competitor', 20],
  ['Missing feature', 13],
  ['Out of business', 9],
] as const;

/** All deals whose life reaches into the calendar, by the day of their creation. */
export function makeDeals(world: World): readonly Deal[] {
  const { calendar, lives } = world;
  const leads = knownLeads(world);
  const courses = [...lives.flatMap((life) => coursesOf(life, calendar, leads)), ...makeProspects(world, leads)];
  return courses
    .filter(({ createdOn, endsOn }) => createdOn <= calendar.last && endsOn >= calendar.first)
    .map((course, index) => dealOf(course, calendar, randomOf('deal', index + 1)))
    .toSorted((a, b) => a.createdOn - b.createdOn || (a.name < b.name ? -1 : 1));
}

function coursesOf(life: CompanyLife, calendar: Calendar, leads: KnownLeads): readonly Course[] {
  const random = randomOf('deals', life.company.number);
  const cycle = (share = 1): number =>
    Math.max(2, Math.round(share * CYCLE_DAYS[life.company.segment] * random.logNormal(1, 0.45)));
  return [
    ...newCourses(life, calendar, leads, cycle),
    ...expansionCourses(life, calendar, random, cycle),
    ...renewalCourses(life, calendar, random),
  ];
}

function newCourses(life: CompanyLife, { last }: Calendar, leads: KnownLeads, cycle: () => number): readonly Course[] {
  const { company, stretches } = life;
  const lead = leads.ofCompany(company.id);
  const base = { ...courseOf(life), kind: 'new' as const, name: company.name };
  const asked = { ...base, company: { ...base.company, ...(lead !== undefined && { leadId: lead.id }) } };
  const won = company.phases.map((phase, index): Course => {
    const began = phase.from - cycle();
    return {
      // Who comes back was no lead again.
      ...(index === 0 ? asked : base),
      createdOn: index === 0 ? Math.max(lead?.day ?? 0, Math.min(began, company.joinedOn)) : began,
      endsOn: phase.from,
      isWon: true,
      amount: yearly(stretches.find(({ from, isTrial }) => from === phase.from && !isTrial)),
    };
  });
  if (won.length > 0) return won;
  const createdOn = Math.max(lead?.day ?? 0, company.joinedOn - 4);
  const endsOn = company.leftOn ?? last + 1 + Math.round(cycle() / 2);
  return [{ ...asked, createdOn, endsOn, isWon: false, amount: 12 * 149 * (stretches[0]?.devices ?? 1) }];
}

function expansionCourses(
  life: CompanyLife,
  calendar: Calendar,
  random: Random,
  cycle: (share?: number) => number,
): readonly Course[] {
  const { company, stretches } = life;
  const base = { ...courseOf(life), kind: 'expansion' as const };
  const courses: Course[] = [];
  for (const [index, stretch] of stretches.entries()) {
    const before = stretches[index - 1];
    if (before?.contract !== stretch.contract || before.isTrial) continue;
    const gained = (yearly(stretch) ?? 0) - (yearly(before) ?? 0);
    const isMore = stretch.devices > before.devices || (stretch.plan !== before.plan && gained > 0);
    if (!isMore || gained <= 0) continue;
    const name = `${company.name}: ${stretch.plan === before.plan ? 'more taps' : stretch.plan}`;
    const createdOn = stretch.from - cycle(0.5);
    courses.push({ ...base, plan: stretch.plan, name, createdOn, endsOn: stretch.from, isWon: true, amount: gained });
    if (!random.chance(0.6)) continue;
    const lostOn = stretch.from - random.between(20, 160);
    const lost = { name: `${company.name}: more taps`, createdOn: lostOn - cycle(0.5), endsOn: lostOn, isWon: false };
    courses.push({ ...base, ...lost, amount: Math.round(gained * random.logNormal(1.1, 0.3)) });
  }
  const isCustomer = company.phases.some(({ to }) => to === undefined);
  if (isCustomer && random.chance(0.11)) {
    const createdOn = calendar.last - random.between(1, 40);
    const amount = random.chance(0.15) ? undefined : 12 * random.between(150, 700);
    const endsOn = calendar.last + random.between(2, 40);
    courses.push({ ...base, name: `${company.name}: more taps`, createdOn, endsOn, isWon: true, amount });
  }
  return courses;
}

/** Contracts of a year are asked for again some ten weeks before they end. */
function renewalCourses(life: CompanyLife, { last }: Calendar, random: Random): readonly Course[] {
  const { company, stretches } = life;
  return company.phases.flatMap(({ from, to }): readonly Course[] => {
    const courses: Course[] = [];
    for (let year = 1; ; year += 1) {
      const day = addMonths(from, 12 * year);
      const createdOn = day - random.between(60, 85);
      if (createdOn > last || (to !== undefined && day > to)) return courses;
      const stretch = stretches.findLast((each) => each.from >= from && each.from < day && !each.isTrial);
      if (stretch?.interval !== 'year') continue;
      const name = `${company.name}: renewal`;
      const isWon = to !== day;
      const endsOn = isWon ? day - random.between(0, 12) : day;
      courses.push({ ...courseOf(life), kind: 'renewal', name, createdOn, endsOn, isWon, amount: yearly(stretch) });
    }
  });
}

function courseOf({ company, stretches }: CompanyLife): Pick<Course, 'company' | 'plan'> {
  const { id, owner, region, channel } = company;
  const plan = stretches.findLast(({ isTrial }) => !isTrial)?.plan ?? 'Starter';
  return { company: { id, owner, region, channel }, plan };
}

/** Dollars that a stretch brings in a year. */
function yearly(stretch: Stretch | undefined): number | undefined {
  if (stretch === undefined) return undefined;
  return (stretch.devices * stretch.unitCents * (stretch.interval === 'month' ? 12 : 1)) / 100;
}

function dealOf(course: Course, calendar: Calendar, random: Random): Deal {
  const { name, company, plan, kind, createdOn, endsOn, isWon, amount } = course;
  const { owner, region, channel, id, leadId } = company;
  const isClosed = endsOn <= calendar.last;
  const planned = createdOn + Math.max(5, Math.round((endsOn - createdOn) * random.logNormal(0.75, 0.3)));
  const isKept = random.chance(0.7);
  const kept = isClosed ? endsOn - random.between(-6, 8) : Math.max(planned, calendar.last + random.between(1, 75));
  const raised = endsOn > calendar.priceRise ? 2 : 1;
  const reasons = REASONS.map(([reason, weight]) => [reason, reason === 'Price' ? weight * raised : weight] as const);
  const reason = random.pick<string>(reasons);
  return {
    ...{ name, companyId: id, leadId, owner, region, plan, channel, kind, createdOn, amount },
    expectedOn: Math.max(createdOn + 1, isKept ? kept : planned),
    closedOn: isClosed ? endsOn : undefined,
    isWon: isClosed ? isWon : undefined,
    lostReason: isClosed && !isWon ? reason : undefined,
    stages: stagesOf({ kind, createdOn, endsOn, isWon, last: calendar.last, random }),
  };
}
