/** The restaurants of Trattoria, all in one time zone. `pull` is how busy each is; `drift` is its growth a year. */
export interface Restaurant {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly kind: string;
  readonly manager: string;
  readonly pull: number;
  readonly drift: number;
  /** Days before the sample's last one on which it opened and, if it did, closed for good. */
  readonly openedAgo: number;
  readonly closedAgo?: number;
}

type Line = readonly [
  name: string,
  city: string,
  state: string,
  latitude: number,
  longitude: number,
  kind: string,
  pull: number,
  drift: number,
  openedAgo: number,
  closedAgo?: number,
];

const LINES: readonly Line[] = [
  ['The Loop', 'Chicago', 'IL', 41.8819, -87.6278, 'Downtown', 13, 0.04, 4200],
  ['Lincoln Park', 'Chicago', 'IL', 41.9214, -87.6513, 'Neighbourhood', 11, 0.06, 3100],
  ['Third Ward', 'Milwaukee', 'WI', 43.0325, -87.9065, 'Downtown', 8, 0.02, 2700],
  ['State Street', 'Madison', 'WI', 43.0747, -89.3903, 'Campus', 7, 0.1, 1900],
  ['Nicollet Mall', 'Minneapolis', 'MN', 44.9743, -93.2715, 'Downtown', 9, 0.05, 2300],
  ['Union Station <Great Hall & Terrace>', 'St. Louis', 'MO', 38.6281, -90.2078, 'Station', 7, -0.02, 2000],
  ['Plaza', 'Kansas City', 'MO', 39.0424, -94.5926, 'Mall', 8, 0.03, 1700],
  ['Old Market', 'Omaha', 'NE', 41.2557, -95.931, 'Downtown', 6, 0.25, 335],
  ['East Village', 'Des Moines', 'IA', 41.5911, -93.6037, 'Neighbourhood', 5, 0.05, 1400],
  ['The Gulch', 'Nashville', 'TN', 36.1527, -86.7836, 'Neighbourhood', 9, 0.14, 1200],
  ['Cherry Street', 'Tulsa', 'OK', 36.1404, -95.9673, 'Neighbourhood', 6, -0.18, 1600],
  ['Deep Ellum', 'Dallas', 'TX', 32.7843, -96.7841, 'Downtown', 10, 0.08, 900],
  ['Galleria Food Court', 'Houston', 'TX', 29.7397, -95.4637, 'Mall', 4, -0.25, 1500, 150],
];

export const RESTAURANTS: readonly Restaurant[] = LINES.map(
  ([name, city, state, latitude, longitude, kind, pull, drift, openedAgo, closedAgo], index) => ({
    id: `r${String(index + 1).padStart(2, '0')}`,
    manager: `Manager ${String(index + 1).padStart(2, '0')}`,
    ...{ name, city, state, latitude, longitude, kind, pull, drift, openedAgo },
    ...(closedAgo === undefined ? {} : { closedAgo }),
  }),
);

/** Whether it does business on a day so many days before the last one. */
export function isOpen({ openedAgo, closedAgo = 0 }: Restaurant, ago: number): boolean {
  return ago <= openedAgo && ago >= closedAgo;
}
