import { isoDay, monthOf, weekdayOf } from '../../days.ts';
import type { Random } from '../../random.ts';
import { US_CITIES } from '../../usCities.ts';
import { type CompanyLife, randomOf, utcSecond, type World } from '../world.ts';
import type { Campaign } from './campaigns.ts';
import { campaignOn } from './journeys.ts';

/** A contact as marketing keeps it; days are whole numbers since 1970, local. */
export interface Lead {
  readonly second: number;
  readonly company: string;
  readonly channel: string;
  readonly campaign: Campaign | undefined;
  readonly segment: string;
  readonly industry: string;
  readonly city: string;
  readonly state: string;
  readonly owner: string | undefined;
  readonly qualifiedOn: number | undefined;
  readonly acceptedOn: number | undefined;
  readonly wonOn: number | undefined;
  readonly accountId: string | undefined;
  readonly isDisqualified: boolean;
}

/** Leads that come to nothing, on a usual day at scale 1. */
const LOST_A_DAY = 1.15;
const CHANNELS = [
  ['Google Ads', 29],
  ['Organic search', 24],
  ['LinkedIn', 16],
  ['Facebook', 11],
  ['Referral', 9],
  ['Trade show', 8],
  ['Outbound', 3],
] as const;
const INDUSTRIES = [
  ['Pub', 42],
  ['Brewery taproom', 24],
  ['Restaurant bar', 18],
  ['Cocktail bar', 10],
  ['Hotel bar', 6],
] as const;
const SEGMENTS = [
  ['Independent', 68],
  ['Group', 24],
  ['Chain', 8],
] as const;
const NAMES = [
  ['Corner bar', 30],
  ['Brewpub', 24],
  ['Sports bar', 18],
  ['Beer hall', 16],
  ['Wine bar', 11],
  ['<script>alert("bar")</script>', 0.4],
  ['=SUM(A1:A9) taps', 0.3],
  ['حانة النهر', 0.3],
] as const;
const SEASON: Readonly<Record<number, number>> = { 1: 0.95, 3: 1.2, 4: 1.3, 5: 1.15, 7: 0.9, 9: 1.1, 12: 0.55 };

/** Every lead since the systems' first day, oldest first: those who became the world's companies, and the many who did not. */
export function leadsOf(world: World, campaigns: readonly Campaign[], scale: number): readonly Lead[] {
  const { first } = world.calendar;
  const won = world.lives.map((life) => leadOf(life, campaigns, world.calendar.last));
  const all = [...won, ...lostLeads(world, campaigns, scale)].filter(({ second }) => second >= utcSecond(first, 0));
  return all.sort((a, b) => a.second - b.second || (a.company < b.company ? -1 : 1));
}

/** A company of the world, some days or weeks before it signed up. */
function leadOf({ company }: CompanyLife, campaigns: readonly Campaign[], last: number): Lead {
  const random = randomOf('lead', company.number);
  const ahead = Math.max(1, Math.round(random.logNormal(company.segment === 'Chain' ? 38 : 16, 0.7)));
  const createdOn = workday(company.joinedOn - ahead);
  const steps = Math.max(1, company.joinedOn - createdOn);
  const qualifiedOn = createdOn + Math.floor(steps * random.next() * 0.6);
  const wonOn = company.phases[0]?.from;
  return {
    second: utcSecond(createdOn, random.between(8 * 3600, 19 * 3600)),
    company: company.name,
    channel: company.channel,
    campaign: campaignOn({ channel: company.channel, day: createdOn, campaigns, random }),
    segment: company.segment,
    industry: company.industry,
    city: company.city,
    state: company.state,
    owner: company.owner,
    qualifiedOn,
    acceptedOn: qualifiedOn + Math.floor((company.joinedOn - qualifiedOn) * random.next()),
    wonOn: wonOn !== undefined && wonOn <= last ? wonOn : undefined,
    accountId: company.id,
    isDisqualified: false,
  };
}

function lostLeads(
  { calendar: { first, last } }: World,
  campaigns: readonly Campaign[],
  scale: number,
): readonly Lead[] {
  const random = randomOf('lost leads', 1);
  const leads: Lead[] = [];
  for (let day = first; day <= last; day += 1) {
    const weekday = weekdayOf(day);
    const growth = Math.exp((0.9 * (day - last)) / (last - first));
    const mean =
      LOST_A_DAY * scale * growth * (SEASON[monthOf(day)] ?? 1) * (weekday === 0 || weekday === 6 ? 0.35 : 1.25);
    const count = Math.floor(mean) + (random.chance(mean % 1) ? 1 : 0);
    for (let index = 0; index < count; index += 1) leads.push(lostLead({ day, last, campaigns, random }));
  }
  return leads;
}

function lostLead({
  day,
  last,
  campaigns,
  random,
}: {
  readonly day: number;
  readonly last: number;
  readonly campaigns: readonly Campaign[];
  readonly random: Random;
}): Lead {
  const channel = random.pick<string>(CHANNELS);
  const [city, state] = random.pick(US_CITIES.map((each) => [each, each[4] + 12] as const));
  const isPromising = random.chance(channel === 'Facebook' ? 0.16 : channel === 'Trade show' ? 0.26 : 0.38);
  const qualifiedOn = day + Math.round(random.exponential(4));
  const acceptedOn = qualifiedOn + Math.round(random.exponential(5));
  const isQualified = isPromising && qualifiedOn <= last;
  const isAccepted = isQualified && random.chance(0.52) && acceptedOn <= last;
  return {
    second: utcSecond(day, random.between(8 * 3600, 19 * 3600)),
    company: `${random.pick<string>(NAMES)}, ${city}`,
    channel,
    campaign: campaignOn({ channel, day, campaigns, random }),
    segment: random.pick<string>(SEGMENTS),
    industry: random.pick<string>(INDUSTRIES),
    city,
    state,
    owner: undefined,
    qualifiedOn: isQualified ? qualifiedOn : undefined,
    acceptedOn: isAccepted ? acceptedOn : undefined,
    wonOn: undefined,
    accountId: undefined,
    isDisqualified: !isQualified && random.chance(0.45),
  };
}

function workday(day: number): number {
  const weekday = weekdayOf(day);
  return weekday === 6 ? day - 1 : weekday === 0 ? day - 2 : day;
}

/** As HubSpot keeps a lead: every value a text, days as midnight in UTC. */
export function hubSpotContact(lead: Lead, number: number): { id: string; properties: Record<string, string | null> } {
  const day = (value: number | undefined): string | null => (value === undefined ? null : isoDay(value));
  const created = new Date(lead.second * 1000).toISOString();
  const changed = Math.max(...[lead.qualifiedOn, lead.acceptedOn, lead.wonOn].map((value) => value ?? 0));
  return {
    id: String(51_000 + number),
    properties: {
      createdate: created,
      company: lead.company,
      city: lead.city,
      state: lead.state,
      industry: lead.industry,
      customer_segment: lead.segment,
      first_channel: lead.channel,
      first_campaign: lead.campaign?.id ?? null,
      hs_lead_status: lead.isDisqualified ? 'UNQUALIFIED' : null,
      mql_date: day(lead.qualifiedOn),
      sql_date: day(lead.acceptedOn),
      won_date: day(lead.wonOn),
      account_id: lead.wonOn === undefined ? null : (lead.accountId ?? null),
      sales_rep: lead.owner ?? null,
      lastmodifieddate: new Date(Math.max(lead.second, changed * 86_400) * 1000).toISOString(),
    },
  };
}
