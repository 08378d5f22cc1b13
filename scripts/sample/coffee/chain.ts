/** What is told of a chain of coffee shops; its receipts follow from this and from chance. */
export interface Chain {
  readonly brand: string;
  /** Hours that its clocks are ahead of UTC, all year. */
  readonly zoneHours: number;
  /** Months of the hot season, in which iced drinks sell. */
  readonly hotMonths: readonly number[];
  readonly monthWeights: Readonly<Record<number, number>>;
  /** Money is a multiple of this: 100 won, 5 cents. */
  readonly priceStep: number;
  readonly priceRise: { readonly daysBeforeEnd: number; readonly amount: number };
  /** Prices of options, such as a further shot. */
  readonly options: readonly number[];
  readonly shops: readonly Shop[];
  readonly menu: readonly Product[];
  readonly regions: readonly (readonly [region: string, weight: number])[];
  readonly members: number;
  /** Orders of people who show no card, on an average day of the whole chain. */
  readonly guestsPerDay: number;
  readonly shareTarget: number;
}

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  /** How busy, relative to the others. */
  readonly weight: number;
  /** Offices go quiet at weekends, holiday places fill. */
  readonly kind: 'office' | 'street' | 'holiday';
  readonly openedDaysBeforeEnd?: number;
  /** Share of its trade that it has lost by the end. */
  readonly lost?: number;
  /** An ordering terminal whose sales were booked on one card from so many days before the end. */
  readonly kioskFrom?: number;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly type: string;
  readonly price: number;
  readonly weight: number;
  readonly season?: 'hot' | 'cold';
  readonly isDrink?: boolean;
  readonly isBaked?: boolean;
  readonly isSignature?: boolean;
  /** New: sold from so many days before the end. */
  readonly launchedDaysBeforeEnd?: number;
}

/** 16 months: a year to look back on, with some months before it, so that people had a history even then. */
export const MONTHS = 16;

export function firstDayOf(until: string): number {
  const [year = 0, month = 1] = until.split('-').map(Number);
  return Date.UTC(year, month - MONTHS, 1) / 86_400_000;
}
