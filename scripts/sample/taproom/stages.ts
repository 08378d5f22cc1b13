import type { Random } from '../random.ts';

/** The stage that a deal came into on a day. */
export interface Stage {
  readonly name: StageName;
  readonly enteredOn: number;
}

export const STAGES = ['Discovery', 'Demo', 'Proposal', 'Negotiation'] as const;
export type StageName = (typeof STAGES)[number];
/** What the sales team reckons with. */
export const PROBABILITY: Readonly<Record<StageName, number>> = {
  Discovery: 0.1,
  Demo: 0.3,
  Proposal: 0.5,
  Negotiation: 0.75,
};

/** Which part of a won deal's days has gone by when it comes into a stage. */
const REACHED: Readonly<Record<StageName, readonly [low: number, high: number]>> = {
  Discovery: [0, 0],
  Demo: [0.15, 0.3],
  Proposal: [0.42, 0.6],
  Negotiation: [0.7, 0.88],
};
/** The last stage of a deal that is lost. */
const LOST_IN = [
  [0, 36],
  [1, 29],
  [2, 22],
  [3, 13],
] as const;

/** The stages that a deal has come into by its end, or by the last day. A renewal begins with a proposal. */
export function stagesOf(course: {
  readonly kind: 'new' | 'expansion' | 'renewal';
  readonly createdOn: number;
  readonly endsOn: number;
  readonly isWon: boolean;
  readonly last: number;
  readonly random: Random;
}): readonly Stage[] {
  const { kind, createdOn, endsOn, isWon, last, random } = course;
  const first = kind === 'renewal' ? 2 : 0;
  const final = isWon ? 3 : Math.max(first, random.pick(LOST_IN));
  const days = endsOn - createdOn;
  // One that is lost early has gone through few stages in the same time.
  const pace = final === 3 ? 1 : 1.1;
  return STAGES.slice(first, final + 1)
    .map((name, index): Stage => {
      const [low, high] = REACHED[name];
      const share = index === 0 ? 0 : (low + (high - low) * random.next()) * pace;
      return { name, enteredOn: createdOn + Math.round(days * Math.min(0.95, share)) };
    })
    .filter(({ enteredOn }) => enteredOn <= last);
}
