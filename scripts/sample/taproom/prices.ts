import type { Plan } from './world.ts';

/** Cents for a device and a month. */
const LIST: Readonly<Record<Plan, number>> = { Starter: 14_900, Pro: 21_900, Enterprise: 28_900 };
const RISE = 1.07;
const YEARLY_SHARE = 0.9;
const VOLUME = { devices: 10, share: 0.88 };

/** Price of one device for a month or a year, cents. Whole dollars for a month. */
export function unitCents({
  plan,
  interval,
  devices,
  isRaised,
}: {
  readonly plan: Plan;
  readonly interval: 'month' | 'year';
  readonly devices: number;
  /** Whether the prices after the rise hold. */
  readonly isRaised: boolean;
}): number {
  const month = LIST[plan] * (isRaised ? RISE : 1) * (devices >= VOLUME.devices ? VOLUME.share : 1);
  const dollars = Math.round(month / 100);
  return interval === 'month' ? dollars * 100 : Math.round(dollars * 12 * YEARLY_SHARE) * 100;
}
