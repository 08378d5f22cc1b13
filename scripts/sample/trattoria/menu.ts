/** What Trattoria sells: name, category, type, price before the rise, how often it is ordered, and marks. */
export interface Dish {
  readonly name: string;
  readonly category: string;
  readonly type: string;
  readonly price: number;
  readonly weight: number;
  /** Days before the sample's last one from which it is on the menu. */
  readonly sinceAgo: number;
  readonly isSignature: boolean;
}

type Line = readonly [name: string, type: string, price: number, weight: number, sinceAgo?: number];

const ALWAYS = 5000;

const CARD: Readonly<Record<string, readonly Line[]>> = {
  Pizza: [
    ['Margherita', 'Classic', 13.5, 16],
    ['Quattro formaggi', 'Classic', 15.5, 8],
    ['Diavola', 'Classic', 15.9, 11],
    ['Trattoria Signature', 'Signature', 18.5, 9],
    ['Bianca, truffle & egg', 'Special', 19.5, 3, 240],
    ['מרגריטה ללא גלוטן', 'Special', 16.9, 1],
  ],
  Pasta: [
    ['Spaghetti carbonara', 'Classic', 15.9, 12],
    ['Lasagne al forno', 'Classic', 16.5, 9],
    ['Penne arrabbiata', 'Classic', 13.9, 8],
    ['Nonna’s Signature gnocchi', 'Signature', 17.9, 6],
    ['Linguine <script>alert("vongole")</script>', 'Special', 19.9, 1],
  ],
  Mains: [
    ['Chicken Milanese', 'Meat', 21.5, 5],
    ['Saltimbocca', 'Meat', 23.9, 3],
    ['Branzino', 'Fish', 26.5, 2],
  ],
  Starters: [
    ['Bruschetta', 'Cold', 8.9, 8],
    ['Calamari fritti', 'Warm', 12.5, 5],
    ['Burrata', 'Cold', 13.5, 4, 410],
    ['=SUM(olives,bread)', 'Cold', 6.5, 1],
  ],
  Salads: [
    ['Caesar', 'Salad', 11.9, 6],
    ['Insalata mista', 'Salad', 8.5, 5],
  ],
  Desserts: [
    ['Tiramisù', 'Sweet', 8.5, 9],
    ['Panna cotta', 'Sweet', 7.9, 4],
    ['Gelato', 'Sweet', 5.9, 6],
    ['Birthday tray 🎂', 'Sweet', 24.0, 0.5],
  ],
  Drinks: [
    ['San Pellegrino', 'Soft', 4.2, 12],
    ['Limonata', 'Soft', 4.5, 10],
    ['House red, glass', 'Wine', 8.5, 8],
    ['Peroni', 'Beer', 6.9, 8],
    ['Espresso', 'Coffee', 3.2, 7],
  ],
};

export const MENU: readonly Dish[] = Object.entries(CARD).flatMap(([category, lines]) =>
  lines.map(([name, type, price, weight, sinceAgo = ALWAYS]) => ({
    ...{ name, category, type, price, weight, sinceAgo },
    isSignature: type === 'Signature',
  })),
);

/** Options of a line: group, name, price, weight; for the categories that have any. */
export const OPTIONS: Readonly<Record<string, readonly (readonly [readonly [string, string, number], number])[]>> = {
  Pizza: [
    [['Extras', 'Extra cheese', 2.0], 10],
    [['Extras', 'Prosciutto', 3.5], 5],
    [['Dough', 'Gluten free', 2.5], 3],
    [['Dough', 'Thin', 0], 6],
    [['Extras', '+Chili "hot" oil', 0.5], 4],
  ],
  Pasta: [
    [['Extras', 'Parmigiano', 1.0], 9],
    [['Size', 'Large', 3.0], 6],
  ],
  Salads: [[['Extras', 'Chicken', 4.0], 6]],
  Drinks: [[['Size', 'Large', 1.5], 4]],
};
