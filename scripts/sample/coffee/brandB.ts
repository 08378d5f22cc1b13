import type { Chain, Product } from './chain.ts';

const coffee = { category: 'Coffee', isDrink: true };
const other = { category: 'Tea & chocolate', isDrink: true };
const cold = { category: 'Cold drinks', type: 'Iced', isDrink: true, season: 'hot' } as const;
const baked = { category: 'Bakery', type: 'Baked', isBaked: true };
const shelf = { category: 'Shelf', type: 'Goods' };

const menu: readonly Product[] = [
  { id: 'B01', name: 'Flat white', ...coffee, type: 'With milk', price: 5, weight: 30 },
  { id: 'B02', name: 'Long black', ...coffee, type: 'Black', price: 4.6, weight: 14 },
  { id: 'B03', name: 'Cappuccino', ...coffee, type: 'With milk', price: 5, weight: 16 },
  { id: 'B04', name: 'Latte', ...coffee, type: 'With milk', price: 5, weight: 15 },
  { id: 'B05', name: 'Iced latte', ...coffee, type: 'Iced', price: 6.2, weight: 9, season: 'hot' },
  { id: 'B06', name: 'Wattleseed signature', ...coffee, type: 'Signature', price: 6.8, weight: 8, isSignature: true },
  {
    id: 'B07',
    name: 'Macadamia mocha',
    ...coffee,
    type: 'With milk',
    price: 6.9,
    weight: 10,
    launchedDaysBeforeEnd: 75,
  },
  { id: 'B08', name: 'Chai latte', ...other, type: 'Tea', price: 5.6, weight: 7 },
  { id: 'B09', name: 'English breakfast', ...other, type: 'Tea', price: 4.5, weight: 5, season: 'cold' },
  { id: 'B10', name: 'Hot chocolate', ...other, type: 'Chocolate', price: 5.4, weight: 6, season: 'cold' },
  { id: 'B11', name: 'Finger lime soda', ...cold, price: 6.5, weight: 7, launchedDaysBeforeEnd: 40 },
  { id: 'B12', name: 'Mango smoothie', ...cold, price: 8.2, weight: 5 },
  { id: 'B13', name: 'Banana bread', ...baked, price: 5.5, weight: 14 },
  { id: 'B14', name: 'Croissant', ...baked, price: 5.2, weight: 11 },
  { id: 'B15', name: 'Lamington', ...baked, price: 4.8, weight: 7 },
  { id: 'B16', name: 'House beans 250 g', ...shelf, price: 19, weight: 1.2 },
  { id: 'B17', name: 'Keep cup "Swan" <b>ltd.</b>', ...shelf, price: 28, weight: 0.4 },
  { id: 'B18', name: '=1+1 tote bag', ...shelf, price: 15, weight: 0.3 },
  { id: 'B19', name: 'فنجان قهوة', ...shelf, price: 12, weight: 0.3 },
  {
    ...{ id: 'B20', ...shelf, price: 9, weight: 0.3 },
    name: 'Postcards of every shop that Brand B has ever opened, closed, moved or repainted, in a box of forty',
  },
];

/** Brand B: six shops in Western Australia, prices in dollars. */
export const brandB: Chain = {
  brand: 'brand-b',
  zoneHours: 8,
  hotMonths: [11, 12, 1, 2, 3],
  monthWeights: { 1: 1.06, 2: 1.02, 6: 0.94, 7: 0.92, 8: 0.95, 12: 1.1 },
  priceStep: 0.05,
  priceRise: { daysBeforeEnd: 156, amount: 0.3 },
  options: [0.7, 0.7, 1],
  shops: [
    {
      ...place('B-01', 'St Georges Terrace', 'Perth', 'Perth', -31.955, 115.859),
      weight: 22,
      kind: 'office',
      kioskFrom: 110,
    },
    { ...place('B-02', 'Northbridge', 'Perth', 'Perth', -31.947, 115.857), weight: 15, kind: 'street' },
    { ...place('B-03', 'Fremantle Harbour', 'Fremantle', 'Fremantle', -32.056, 115.741), weight: 16, kind: 'holiday' },
    {
      ...place('B-04', 'Mandurah Foreshore', 'Peel', 'Mandurah', -32.536, 115.722),
      weight: 9,
      kind: 'street',
      lost: 0.38,
    },
    { ...place('B-05', 'Bunbury', 'South West', 'Bunbury', -33.327, 115.641), weight: 8, kind: 'street' },
    {
      ...place('B-06', 'Margaret River', 'South West', 'Margaret River', -33.955, 115.075),
      weight: 9,
      kind: 'holiday',
      openedDaysBeforeEnd: 96,
    },
  ],
  menu,
  regions: [
    ['Perth', 44],
    ['Fremantle', 18],
    ['Peel', 12],
    ['South West', 15],
    ['Great Southern', 5],
    ['Mid West', 3],
    ['Wheatbelt', 3],
  ],
  members: 800,
  guestsPerDay: 20,
  shareTarget: 1.0,
};

function place(id: string, name: string, region: string, city: string, latitude: number, longitude: number) {
  return { id, name, region, city, latitude, longitude };
}
