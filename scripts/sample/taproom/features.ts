import type { AppUser, Calendar } from './world.ts';

/** A part of the app whose use is counted. */
export interface Feature {
  readonly id: string;
  readonly name: string;
  readonly area: 'Taps' | 'Stock' | 'Money' | 'Team' | 'Account';
  /** Days before the last one; undefined where it has always been there. */
  readonly releasedBefore?: number;
  readonly isBeta?: boolean;
  /** How likely somebody who is in the app uses it, by role. */
  readonly draw: Readonly<Record<AppUser['role'], number>>;
  /** Median seconds of one use. */
  readonly seconds: number;
  /** Errors for each use. */
  readonly errors: number;
}

export const FEATURES: readonly Feature[] = [
  {
    id: 'live_taps',
    name: 'Live taps',
    area: 'Taps',
    draw: { owner: 0.42, manager: 0.62, staff: 0.7 },
    seconds: 55,
    errors: 0.006,
  },
  {
    id: 'pour_history',
    name: 'Pour history',
    area: 'Taps',
    draw: { owner: 0.22, manager: 0.24, staff: 0.08 },
    seconds: 90,
    errors: 0.004,
  },
  {
    id: 'temperature_alerts',
    name: 'Temperature alerts',
    area: 'Taps',
    draw: { owner: 0.05, manager: 0.2, staff: 0.22 },
    seconds: 25,
    errors: 0.008,
  },
  {
    id: 'line_cleaning',
    name: 'Line cleaning',
    area: 'Taps',
    draw: { owner: 0.01, manager: 0.12, staff: 0.2 },
    seconds: 150,
    errors: 0.005,
  },
  {
    id: 'keg_levels',
    name: 'Keg levels',
    area: 'Stock',
    draw: { owner: 0.12, manager: 0.4, staff: 0.34 },
    seconds: 40,
    errors: 0.007,
  },
  {
    id: 'reorder',
    name: 'Reorder',
    area: 'Stock',
    draw: { owner: 0.04, manager: 0.18, staff: 0.02 },
    seconds: 200,
    errors: 0.018,
  },
  {
    id: 'waste_report',
    name: 'Waste report',
    area: 'Stock',
    draw: { owner: 0.14, manager: 0.1, staff: 0.01 },
    seconds: 170,
    errors: 0.006,
  },
  {
    id: 'revenue_dashboard',
    name: 'Revenue dashboard',
    area: 'Money',
    draw: { owner: 0.6, manager: 0.2, staff: 0 },
    seconds: 130,
    errors: 0.004,
  },
  {
    id: 'pricing',
    name: 'Menu pricing',
    area: 'Money',
    draw: { owner: 0.08, manager: 0.05, staff: 0 },
    seconds: 240,
    errors: 0.012,
  },
  {
    id: 'forecast',
    name: 'Demand forecast',
    area: 'Money',
    releasedBefore: 190,
    draw: { owner: 0.3, manager: 0.26, staff: 0 },
    seconds: 110,
    errors: 0.011,
  },
  {
    id: 'shift_notes',
    name: 'Shift notes',
    area: 'Team',
    draw: { owner: 0.02, manager: 0.14, staff: 0.18 },
    seconds: 75,
    errors: 0.003,
  },
  // Everybody tried it in its first weeks, and few came back.
  {
    id: 'leaderboard',
    name: 'Pour leaderboard',
    area: 'Team',
    releasedBefore: 320,
    draw: { owner: 0.05, manager: 0.16, staff: 0.4 },
    seconds: 35,
    errors: 0.009,
  },
  {
    id: 'recipes',
    name: 'Cocktail recipes <beta>',
    area: 'Team',
    releasedBefore: 75,
    isBeta: true,
    draw: { owner: 0.01, manager: 0.09, staff: 0.1 },
    seconds: 95,
    errors: 0.045,
  },
  {
    id: 'integrations',
    name: 'Integrations',
    area: 'Account',
    draw: { owner: 0.03, manager: 0.01, staff: 0 },
    seconds: 300,
    errors: 0.03,
  },
];

/** How the draw of a feature stands on a day: 0 before its release, 1 for one that has found its users. */
export function drawOn({ id, releasedBefore }: Feature, day: number, { last }: Calendar): number {
  if (releasedBefore === undefined) return 1;
  const age = day - (last - releasedBefore);
  if (age < 0) return 0;
  return id === 'leaderboard' ? 0.06 + 0.94 * Math.exp(-age / 50) : 1 - 0.85 * Math.exp(-age / 70);
}
