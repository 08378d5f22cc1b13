/**
 * The leads of Beacon, an imaginary network of veterans of special operations, as their Salesforce would hold them:
 * people who ask to join, of whom some half become members weeks later. Busy Januaries and Novembers, a podcast series
 * that brought many, a week in which the form was down; and what people really type into free-text fields.
 */
import { dayNumber, isoDay, monthOf, weekdayOf } from './days.ts';
import { type Random, seededRandom } from './random.ts';
import { US_CITIES } from './usCities.ts';

const YEARS = 4;
/** Days before the last one, both included. */
const PODCAST = { from: 62, to: 29 };
const FORM_DOWN = { from: 20, to: 15 };

/** Tribe, service branch, weight. */
const TRIBES = [
  [['SEAL', 'Navy'], 21],
  [['Green Beret', 'Army'], 20],
  [['Pilot (AF)', 'Air Force'], 10],
  [['Pilot (N)', 'Navy'], 8],
  [['Pilot (MC)', 'Marine Corps'], 6],
  [['Ranger', 'Army'], 9],
  [['Raider', 'Marine Corps'], 6],
  [['Helo Pilot (A)', 'Army'], 5],
  [['NEOD', 'Navy'], 4],
  [['SWCC', 'Navy'], 4],
  [['CCT', 'Air Force'], 3],
  [['PJ', 'Air Force'], 3],
  [['PSYOPS', 'Army'], 2],
  [[null, 'Coast Guard'], 1],
  [[null, 'Navy'], 1],
  [[null, null], 2],
] as const;

/** Where members of a branch rather live: how many times as likely. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  Navy: ['San Diego', 'Coronado', 'Virginia Beach', 'Norfolk', 'Chesapeake', 'Honolulu', 'Pensacola'],
  Army: ['Fayetteville', 'Southern Pines', 'Colorado Springs', 'Clarksville', 'Columbus', 'Savannah', 'Tacoma'],
  'Air Force': ['Tampa', 'Navarre', 'Destin', 'Colorado Springs', 'San Antonio', 'Las Vegas', 'Clovis'],
  'Marine Corps': ['Oceanside', 'Carlsbad', 'Jacksonville', 'Wilmington', 'Fredericksburg', 'Beaufort', 'San Diego'],
};

/** The answers to "How did you hear about us?" as people write them. */
const ANSWERS = [
  ['LinkedIn', 24],
  ['linkedin', 4],
  ['Linked In post', 2],
  ['Friend', 10],
  ['A friend / former teammate', 7],
  ['Word of mouth', 8],
  ['Transition program', 8],
  ['TAP class', 4],
  ['SkillBridge', 4],
  ['Podcast', 7],
  ['Google', 6],
  ['google search', 3],
  ['Facebook', 3],
  ['Instagram', 2],
  ['Career fair', 3],
  ['Beacon summit, Austin', 2],
  ['Newsletter', 3],
  ['Recruiter', 2],
  ['n/a', 3],
  ['', 9],
  ['My old team chief brought it up at a barbecue & then I saw the talk <video> twice', 1],
  ['=HYPERLINK("https://beacon.example/flyer","the flyer at the gym")', 0.5],
  ['Base library 📚', 0.5],
] as const;

const PODCAST_ANSWERS = [
  ['Podcast', 70],
  ['the podcast, episode 12', 30],
] as const;
const SOURCES = [
  ['Web', 62],
  ['Referral', 21],
  ['Event', 9],
  ['Import', 8],
] as const;
const STATE_NAMES: Readonly<Record<string, string>> = {
  CA: 'California',
  VA: 'Virginia',
  NC: 'north carolina',
  FL: 'Florida',
  TX: 'Texas',
};
const MONTH_WEIGHTS: Readonly<Record<number, number>> = { 1: 1.3, 5: 1.1, 7: 0.8, 8: 0.9, 11: 1.25, 12: 0.75 };

const LEAD_FIELDS = [
  { name: 'Id', type: 'id' },
  { name: 'CreatedDate', type: 'datetime' },
  { name: 'ConvertedDate', type: 'date' },
  { name: 'LeadSource', type: 'picklist' },
  { name: 'Branch__c', type: 'picklist' },
  { name: 'Tribe__c', type: 'picklist' },
  { name: 'City', type: 'string' },
  { name: 'State', type: 'string' },
  { name: 'Latitude', type: 'double' },
  { name: 'Longitude', type: 'double' },
  { name: 'How_did_you_hear__c', type: 'string' },
  { name: 'IsDeleted', type: 'boolean' },
  { name: 'SystemModstamp', type: 'datetime' },
] as const;

export type SalesforceValue = string | number | boolean | null;

/** An object of a Salesforce org: its fields, and its records by field name. */
export interface SalesforceObject {
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  readonly records: readonly Readonly<Record<string, SalesforceValue>>[];
}

/**
 * The `Lead` object of a stand-in org: four years of leads that end with the day `until` in the eastern United States,
 * oldest first. The same arguments give the same records.
 */
export function makeBeaconLeads({
  until,
  leads = 3000,
  seed = 2,
}: {
  readonly until: string;
  readonly leads?: number;
  readonly seed?: number;
}): { readonly Lead: SalesforceObject } {
  const random = seededRandom(seed);
  const last = dayNumber(until);
  const first = last - Math.round(YEARS * 365.25);
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const weights = days.map((day) => [day, leadWeight(day, first, last)] as const);
  const createdOn = Array.from({ length: leads }, () => random.pick(weights)).sort((a, b) => a - b);
  const records = createdOn.map((day, index) => makeLead(index + 1, day, last, random));
  return { Lead: { fields: LEAD_FIELDS, records } };
}

function leadWeight(day: number, first: number, last: number): number {
  const growth = Math.exp((1.1 * (day - first)) / (last - first));
  const weekday = weekdayOf(day);
  const workday = weekday === 0 || weekday === 6 ? 0.45 : weekday === 2 ? 1.2 : 1;
  const boost = isIn(PODCAST, day, last) ? 1.6 : isIn(FORM_DOWN, day, last) ? 0.15 : 1;
  return growth * workday * (MONTH_WEIGHTS[monthOf(day)] ?? 1) * boost;
}

function isIn({ from, to }: { readonly from: number; readonly to: number }, day: number, last: number): boolean {
  return day >= last - from && day <= last - to;
}

function makeLead(number: number, day: number, last: number, random: Random): Record<string, SalesforceValue> {
  const [tribe, branch] = random.pick<readonly [string | null, string | null]>(TRIBES);
  const created = instant(day, random);
  const heardOnPodcast = isIn(PODCAST, day, last) && random.chance(0.42);
  const convertedOn = conversionDay(day, last, heardOnPodcast, random);
  const modifiedOn = Math.min(last, Math.max(day, convertedOn ?? day));
  return {
    Id: leadId(number),
    CreatedDate: created,
    ConvertedDate: convertedOn === null ? null : isoDay(convertedOn),
    LeadSource: random.pick<string>(SOURCES),
    Branch__c: branch,
    Tribe__c: tribe,
    ...addressOf(branch, random),
    How_did_you_hear__c: random.pick<string>(heardOnPodcast ? PODCAST_ANSWERS : ANSWERS) || null,
    IsDeleted: random.chance(0.008),
    SystemModstamp: modifiedOn === day ? created : instant(modifiedOn, random),
  };
}

/** Some half join, most within a month; a few were entered after the fact, with a conversion before their lead. */
function conversionDay(day: number, last: number, heardOnPodcast: boolean, random: Random): number | null {
  if (!random.chance(heardOnPodcast ? 0.34 : 0.5)) return null;
  if (random.chance(0.01)) return day - random.between(1, 30);
  const converted = day + Math.round(random.logNormal(17, 0.8));
  return converted <= last ? converted : null;
}

function addressOf(branch: string | null, random: Random): Record<string, SalesforceValue> {
  const homes = HOMES[branch ?? ''] ?? [];
  const [city, state, latitude, longitude] = random.pick(
    US_CITIES.map((place) => [place, place[4] * (homes.includes(place[0]) ? 3 : 1)] as const),
  );
  const nowhere = { Latitude: null, Longitude: null };
  if (random.chance(0.05)) return { City: null, State: null, ...nowhere };
  if (random.chance(0.008)) return { City: state, State: state, ...nowhere };
  const written = random.pick<string>([
    [city, 90],
    [city.toUpperCase(), 4],
    [city.toLowerCase(), 4],
    [` ${city}, ${state}`, 2],
  ]);
  const place = { City: written, State: random.chance(0.12) ? (STATE_NAMES[state] ?? state) : state };
  if (random.chance(0.03)) return { ...place, ...nowhere };
  if (random.chance(0.01)) return { ...place, Latitude: 0, Longitude: 0 };
  const near = (degrees: number): number => Number((degrees + (random.next() - 0.5) * 0.08).toFixed(4));
  return { ...place, Latitude: near(latitude), Longitude: near(longitude) };
}

/** A moment of an American working day, as Salesforce's REST API writes it. */
function instant(day: number, random: Random): string {
  return `${new Date((day * 86_400 + random.between(13 * 3600, 23 * 3600)) * 1000).toISOString().slice(0, 23)}+0000`;
}

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** An 18-character id: 15 that tell capitals apart, then three that say which of them are capitals. */
function leadId(number: number): string {
  const id = `00Q8a00001${number.toString(36).toUpperCase().padStart(5, '0')}`;
  const suffix = [0, 5, 10].map((from) => {
    const bits = [...id.slice(from, from + 5)].map((character, index) => (/[A-Z]/.test(character) ? 1 << index : 0));
    return ID_CHARACTERS[bits.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join('');
}
