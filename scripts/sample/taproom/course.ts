import type { Company, Plan, Segment } from './world.ts';

export type DealKind = 'new' | 'expansion' | 'renewal';

/** What a deal is made from: when it began, and when and how it ends, if it does before the last day. */
export interface Course {
  readonly name: string;
  readonly company: Pick<Company, 'owner' | 'region' | 'channel'> & { readonly id?: string; readonly leadId?: string };
  readonly plan: Plan;
  readonly kind: DealKind;
  readonly createdOn: number;
  readonly endsOn: number;
  readonly isWon: boolean;
  readonly amount: number | undefined;
}

/** Days from the first talk to the signature: the median. */
export const CYCLE_DAYS: Readonly<Record<Segment, number>> = { Independent: 24, Group: 42, Chain: 70 };
