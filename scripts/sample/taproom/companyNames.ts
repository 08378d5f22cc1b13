import type { Random } from '../random.ts';
import type { Segment } from './world.ts';

const FIRST = [
  'Anchor',
  'Copper',
  'Iron',
  'Silver',
  'Red',
  'Blue',
  'Old',
  'North',
  'South',
  'River',
  'Harbor',
  'Prairie',
  'Lake',
  'Stone',
  'Maple',
  'Cedar',
  'Brass',
  'Golden',
  'Foggy',
  'Union',
  'Liberty',
  'Rail',
  'Canal',
  'Mill',
  'Market',
  'Summit',
  'Canyon',
  'Desert',
] as const;
const SECOND = [
  'Fox',
  'Kettle',
  'Barrel',
  'Lantern',
  'Hound',
  'Stag',
  'Crown',
  'Bell',
  'Oak',
  'Wheel',
  'Heron',
  'Badger',
  'Owl',
  'Pony',
  'Hop',
  'Barley',
  'Cask',
  'Draft',
  'Foam',
  'Growler',
  'Pint',
  'Tap',
  'Yard',
  'Cellar',
  'Spigot',
  'Stein',
  'Tankard',
  'Flagon',
] as const;
const OF_SEGMENT: Readonly<Record<Segment, readonly string[]>> = {
  Independent: ['Taproom', 'Alehouse', 'Tavern', 'Bar', 'Public House', 'Beer Hall'],
  Group: ['Taverns', 'Bars', 'Hospitality', 'Alehouses', 'Public Houses'],
  Chain: ['Restaurants & Bars', 'Hotels', 'Sports Bars', 'Venues', 'Brands'],
};
/** Names that are a trial for whoever prints them. */
const HOSTILE: Readonly<Record<number, string>> = {
  9: '<script>alert("last orders")</script> Bar',
  23: "=cmd|' /C calc'!A0 Taverns",
  37: 'مقهى النجمة الذهبية',
  58: '🍺 Hop & Glory 🍻',
  74: 'The Honourable Company of Brewers, Vintners, Distillers, Cellarmen and Publicans of the Greater Lake Region Holdings, Inc.',
};

/** A made-up name of a company; two may share one. */
export function companyName(number: number, segment: Segment, random: Random): string {
  return HOSTILE[number] ?? `${one(FIRST, random)} ${one(SECOND, random)} ${one(OF_SEGMENT[segment], random)}`;
}

/** "The Copper Heron". */
export function barName(random: Random): string {
  return `The ${one(FIRST, random)} ${one(SECOND, random)}`;
}

function one(names: readonly string[], random: Random): string {
  return random.pick(names.map((name) => [name, 1] as const));
}
