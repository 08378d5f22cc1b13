import { addMonths } from './months.ts';
import { unitCents } from './prices.ts';
import type { Calendar, Company, Device, Phase, Plan, Stretch } from './world.ts';

/** From a day on a company has this plan; the latest counts. */
export interface Terms {
  readonly from: number;
  readonly plan: Plan;
  readonly interval: 'month' | 'year';
}

interface Paying {
  readonly company: Company;
  readonly calendar: Calendar;
  readonly code: string;
  readonly devices: readonly Device[];
  readonly terms: readonly Terms[];
  readonly trialDays: number;
  readonly isConverted: boolean;
  readonly plan: Plan;
  readonly interval: 'month' | 'year';
}

/** What a company paid when: a new stretch wherever its plan, its devices or its price change. */
export function stretchesOf(paying: Paying): readonly Stretch[] {
  const { company, code, trialDays, plan, interval, calendar } = paying;
  const drafts: Omit<Stretch, 'id'>[] = [];
  if (trialDays > 0) {
    drafts.push({
      contract: `con_${code}_1`,
      companyId: company.id,
      plan,
      interval,
      devices: 1,
      unitCents: 0,
      isTrial: true,
      from: company.joinedOn,
      to: company.joinedOn + trialDays,
    });
  }
  for (const [index, phase] of company.phases.entries()) {
    drafts.push(...stretchesIn(phase, `con_${code}_${index + 1}`, paying));
  }
  return drafts.map((draft, index) => ({
    ...draft,
    id: `sub_${code}_${String(index + 1).padStart(2, '0')}`,
    to: draft.to !== undefined && draft.to <= calendar.last ? draft.to : undefined,
  }));
}

function stretchesIn(phase: Phase, contract: string, paying: Paying): readonly Omit<Stretch, 'id'>[] {
  const end = phase.to ?? paying.calendar.last + 1;
  const raisedOn = raiseDay(phase, paying);
  const days = [
    phase.from,
    raisedOn,
    ...paying.terms.map(({ from }) => from),
    ...paying.devices.flatMap(({ installedOn, retiredOn }) => [installedOn, retiredOn ?? end]),
  ];
  const turns = [...new Set(days)].filter((day) => day >= phase.from && day < end).toSorted((a, b) => a - b);
  const drafts: Omit<Stretch, 'id'>[] = [];
  for (const day of turns) {
    const terms = paying.terms.findLast(({ from }) => from <= day);
    const count = paying.devices.filter((each) => each.installedOn <= day && (each.retiredOn ?? end) > day).length;
    if (terms === undefined || count === 0) continue;
    const { plan, interval } = terms;
    const price = unitCents({ plan, interval, devices: count, isRaised: day >= raisedOn });
    const before = drafts.at(-1);
    if (before?.devices === count && before.plan === plan && before.unitCents === price) continue;
    if (before !== undefined) drafts[drafts.length - 1] = { ...before, to: day };
    const { company } = paying;
    drafts.push({
      contract,
      companyId: company.id,
      plan,
      interval,
      devices: count,
      unitCents: price,
      isTrial: false,
      from: day,
      to: phase.to,
    });
  }
  return drafts;
}

/** New prices hold at once for those who come after the rise, and from the next bill on for the others. */
function raiseDay(phase: Phase, { calendar, interval }: Paying): number {
  if (phase.from >= calendar.priceRise) return phase.from;
  const step = interval === 'year' ? 12 : 1;
  for (let months = step; ; months += step) {
    const day = addMonths(phase.from, months);
    if (day >= calendar.priceRise) return day;
  }
}
