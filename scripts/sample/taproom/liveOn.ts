import type { Random } from '../random.ts';
import { barName } from './companyNames.ts';
import { stretchesOf, type Terms } from './contractPeriods.ts';
import { type Fleet, openFleet } from './fleet.ts';
import { addMonths } from './months.ts';
import type { AppUser, Bar, Calendar, Company, CompanyLife, Phase, Plan } from './world.ts';

/** Chance of leaving in a month. */
const LEAVING: Readonly<Record<Plan, number>> = { Starter: 0.026, Pro: 0.014, Enterprise: 0.006 };
const NEXT_PLAN: Readonly<Record<Plan, Plan>> = { Starter: 'Pro', Pro: 'Enterprise', Enterprise: 'Enterprise' };
const PLAN_BEFORE: Readonly<Record<Plan, Plan>> = { Starter: 'Starter', Pro: 'Starter', Enterprise: 'Pro' };
const COMES_BACK = 0.28;
const OPENS = { Independent: 0.012, Group: 0.045, Chain: 0.08 } as const;

interface Start {
  readonly company: Omit<Company, 'leftOn' | 'phases'>;
  readonly calendar: Calendar;
  readonly random: Random;
  readonly code: string;
  readonly firstBars: number;
  readonly trialDays: number;
  /** Whether the trial ends with a contract. */
  readonly isConverted: boolean;
  readonly plan: Plan;
  readonly interval: 'month' | 'year';
}

/** What becomes of a company: a trial, then months in which it grows, shrinks, changes plan, leaves, and now and then comes back. */
export function liveOn(start: Start): CompanyLife {
  const { company, calendar, random, trialDays, isConverted } = start;
  const fleet = openFleet(start, barName);
  const paidFrom = company.joinedOn + trialDays;
  if (trialDays > 0) fleet.openBar(company.joinedOn, 1);
  const terms: Terms[] = [];
  const phases: Phase[] = [];
  if (isConverted && paidFrom <= calendar.last) {
    for (let index = fleet.bars().length; index < start.firstBars; index += 1) fleet.openBar(paidFrom);
    let from = paidFrom;
    for (;;) {
      const phase = livePhase({ ...start, from, fleet, terms });
      phases.push(phase);
      if (phase.to === undefined) break;
      fleet.retireAll(phase.to);
      const back = phase.to + random.between(45, 240);
      if (!random.chance(COMES_BACK) || back > calendar.last - 5) break;
      fleet.installAgain(back);
      from = back;
    }
  }
  const ended = phases.length === 0 ? paidFrom : phases.at(-1)?.to;
  const leftOn = ended !== undefined && ended <= calendar.last ? ended : undefined;
  if (leftOn !== undefined) fleet.closeAll(leftOn);
  const bars = fleet.bars();
  const whole: Company = { ...company, leftOn, phases };
  return {
    company: whole,
    bars,
    devices: fleet.devices(),
    users: usersOf(whole, bars, start),
    stretches: stretchesOf({ ...start, company: whole, devices: fleet.devices(), terms }),
  };
}

function livePhase({
  company,
  calendar,
  random,
  from,
  fleet,
  terms,
  interval,
  ...start
}: Start & { readonly from: number; readonly fleet: Fleet; readonly terms: Terms[] }): Phase {
  let plan = start.plan;
  terms.push({ from, plan, interval });
  for (let month = 1; ; month += 1) {
    const day = addMonths(from, month - 1);
    const end = addMonths(from, month);
    if (end > calendar.last) return { from, to: undefined };
    const risk = leavingRisk({ company, calendar, plan, month, end });
    const isAsked = interval === 'month' || month % 12 === 0;
    if (isAsked && random.chance(interval === 'month' ? risk : 1 - (1 - risk) ** 9)) return { from, to: end };
    const within = day + random.between(2, 26);
    const mood = company.fondness;
    if (random.chance(OPENS[company.segment] * mood * 1.4)) fleet.openBar(within);
    else if (random.chance(0.018 * mood)) fleet.addDevice(within);
    else if (random.chance(0.016 * (1.5 - mood))) fleet.removeDevice(within);
    else if (random.chance(0.012) && NEXT_PLAN[plan] !== plan) {
      plan = NEXT_PLAN[plan];
      terms.push({ from: within, plan, interval });
    } else if (random.chance(0.009 * (1.6 - mood)) && PLAN_BEFORE[plan] !== plan) {
      plan = PLAN_BEFORE[plan];
      terms.push({ from: within, plan, interval });
    }
  }
}

function leavingRisk({
  company,
  calendar,
  plan,
  month,
  end,
}: {
  readonly company: Omit<Company, 'leftOn' | 'phases'>;
  readonly calendar: Calendar;
  readonly plan: Plan;
  readonly month: number;
  readonly end: number;
}): number {
  const early = month <= 3 ? 1.5 : 1;
  const dearer = end > calendar.priceRise && end < calendar.priceRise + 100 && plan === 'Starter' ? 2 : 1;
  const broken = end > calendar.outage.to && end < calendar.outage.to + 45 ? 1.6 : 1;
  return LEAVING[plan] * early * dearer * broken * (1.75 - company.fondness);
}

/** An owner, then a manager and some staff for each bar; staff come and go. */
function usersOf(company: Company, bars: readonly Bar[], { calendar, random, code }: Start): readonly AppUser[] {
  const users: AppUser[] = [];
  const add = (role: AppUser['role'], from: number, daily: number, stay?: number): void => {
    if (from > calendar.last) return;
    const own = stay === undefined ? Number.POSITIVE_INFINITY : from + 20 + Math.floor(random.exponential(stay));
    const leftOn = Math.min(own, company.leftOn ?? Number.POSITIVE_INFINITY);
    users.push({
      id: `usr_${code}_${String(users.length + 1).padStart(2, '0')}`,
      companyId: company.id,
      role,
      platform: random.pick<AppUser['platform']>(
        role === 'staff'
          ? [
              ['iOS', 5],
              ['Android', 4],
              ['Web', 1],
            ]
          : [
              ['Web', 6],
              ['iOS', 4],
            ],
      ),
      signedUpOn: from,
      leftOn: leftOn <= calendar.last ? Math.max(from + 1, leftOn) : undefined,
      daily,
    });
  };
  add('owner', company.joinedOn, 0.03 + 0.25 * random.next());
  for (const bar of bars) {
    add('manager', bar.openedOn + random.between(0, 4), 0.35 + 0.4 * random.next());
    const staff = random.between(0, 2);
    for (let index = 0; index < staff; index += 1) {
      add('staff', bar.openedOn + random.between(1, 90), 0.04 + 0.28 * random.next(), 320);
    }
  }
  return users.filter(({ signedUpOn }) => company.leftOn === undefined || signedUpOn < company.leftOn);
}
