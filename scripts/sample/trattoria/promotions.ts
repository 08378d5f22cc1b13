import type { Dish } from './menu.ts';
import type { Restaurant } from './restaurants.ts';

/** When and where an order is placed. Days are counted back from the sample's last one; 0 is Sunday. */
export interface Occasion {
  readonly ago: number;
  readonly weekday: number;
  readonly hour: number;
  readonly restaurant: Restaurant;
  readonly isFirstAsMember: boolean;
}

export interface Promotion {
  readonly name: string;
  readonly share: number;
  /** How much busier it makes the days on which it holds: 1 for one that failed. */
  readonly lift: number;
  readonly holds: (occasion: Occasion) => boolean;
  readonly takes: (dish: Dish) => boolean;
}

const isIn = (ago: number, from: number, to: number): boolean => ago <= from && ago >= to;

export const PROMOTIONS: readonly Promotion[] = [
  {
    ...{ name: 'Pizza Tuesday −25 %', share: 0.25, lift: 1.45 },
    holds: ({ ago, weekday }) => isIn(ago, 330, 180) && weekday === 2,
    takes: ({ category }) => category === 'Pizza',
  },
  {
    // It was dear and brought nobody.
    ...{ name: 'Two desserts for one', share: 0.5, lift: 1 },
    holds: ({ ago }) => isIn(ago, 110, 83),
    takes: ({ category }) => category === 'Desserts',
  },
  {
    ...{ name: 'Pasta, Monday to Thursday −20 %', share: 0.2, lift: 1.25 },
    holds: ({ ago, weekday }) => ago <= 27 && weekday >= 1 && weekday <= 4,
    takes: ({ category }) => category === 'Pasta',
  },
  {
    ...{ name: 'Student supper −15 %', share: 0.15, lift: 1.15 },
    holds: ({ ago, weekday, hour, restaurant }) =>
      ago <= 500 && weekday <= 3 && hour >= 17 && restaurant.kind === 'Campus',
    takes: ({ category }) => category !== 'Drinks',
  },
  {
    ...{ name: 'Welcome to the club −10 %', share: 0.1, lift: 1 },
    holds: ({ isFirstAsMember }) => isFirstAsMember,
    takes: () => true,
  },
];
