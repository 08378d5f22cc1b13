import { addMonths } from './months.ts';
import type { Calendar, Company, Stretch } from './world.ts';

export interface Bill {
  readonly contract: string;
  readonly on: number;
  readonly dueOn: number;
  readonly cents: number;
  /** The day on which the contract ends, where it does. */
  readonly endsOn: number | undefined;
}

/** What a company was billed since the systems' data begin: in advance for each month or year, and for what is added within a year. */
export function billsOf(
  company: Company,
  stretches: readonly Stretch[],
  calendar: Calendar,
  termDays: number,
): readonly Bill[] {
  const bills: Bill[] = [];
  for (const [index, phase] of company.phases.entries()) {
    const contract = `con_${company.id.slice(5)}_${index + 1}`;
    const paid = stretches.filter((each) => each.contract === contract && !each.isTrial);
    const step = paid[0]?.interval === 'year' ? 12 : 1;
    const add = (on: number, cents: number): void => {
      if (on >= calendar.first && cents > 0)
        bills.push({ contract, on, dueOn: on + termDays, cents, endsOn: phase.to });
    };
    const end = Math.min(phase.to ?? Number.POSITIVE_INFINITY, calendar.last + 1);
    let next = phase.from;
    for (let months = 0; next < end; months += step) {
      const [on, after] = [next, addMonths(phase.from, months + step)];
      add(on, amountOn(paid, on));
      for (const { from } of step === 12 ? paid : []) {
        if (from <= on || from >= Math.min(after, end)) continue;
        const added = amountOn(paid, from) - amountOn(paid, from - 1);
        add(from, Math.round((added * (after - from)) / (after - on)));
      }
      next = after;
    }
  }
  return bills.toSorted((a, b) => a.on - b.on);
}

function amountOn(stretches: readonly Stretch[], day: number): number {
  const stretch = stretches.find(({ from, to }) => from <= day && (to === undefined || day < to));
  return stretch === undefined ? 0 : stretch.unitCents * stretch.devices;
}
