import { join } from 'node:path';
import { startHubSpot } from '../../standins/hubspot.ts';
import { isoDay } from '../days.ts';
import { writeTable } from '../writeTable.ts';
import { type AdDay, adDaysOf } from './marketing/adDays.ts';
import { type Campaign, campaignsOf, type Platform } from './marketing/campaigns.ts';
import { pathOf, strolls, type Touch } from './marketing/journeys.ts';
import { hubSpotContact, leadsOf } from './marketing/leads.ts';
import type { TaproomPart } from './part.ts';
import { type CompanyLife, utcSecond, type World } from './world.ts';

const COMPANIES_AT_SCALE_1 = 250;
const CONTACT_TYPES: Readonly<Record<string, string>> = {
  createdate: 'datetime',
  lastmodifieddate: 'datetime',
  mql_date: 'date',
  sql_date: 'date',
  won_date: 'date',
};

/** What marketing works with: exports of the advertising platforms, the website's sessions, and leads in HubSpot. */
export const serveMarketing: TaproomPart = async (world, folder) => {
  const scale = world.lives.length / COMPANIES_AT_SCALE_1;
  const campaigns = campaignsOf(world.calendar);
  await writeAds(join(folder, 'ads'), campaigns, adDaysOf({ campaigns, calendar: world.calendar, scale }));
  await writeSite(join(folder, 'site'), world, [
    ...world.lives.flatMap((life) => pathOf(life, campaigns)),
    ...strolls(world, campaigns, scale),
  ]);
  const records = leadsOf(world, campaigns, scale).map(hubSpotContact);
  const names = Object.keys(records[0]?.properties ?? {});
  const properties = names.map((name) => ({ name, type: CONTACT_TYPES[name] ?? 'string' }));
  const hubSpot = await startHubSpot({ objects: { contacts: { properties, records } } });
  const environment = {
    TAPROOM_ADS_ROOT: join(folder, 'ads'),
    TAPROOM_SITE_ROOT: join(folder, 'site'),
    TAPROOM_HUBSPOT_URL: hubSpot.url,
    TAPROOM_HUBSPOT_ACCESS_TOKEN: hubSpot.accessToken,
  };
  return { environment, close: () => hubSpot.close() };
};

/** Each platform has columns of its own: Google counts money in millionths, the trade shows send invoices. */
async function writeAds(folder: string, campaigns: readonly Campaign[], days: readonly AdDay[]): Promise<void> {
  const of = (platform: Platform): readonly AdDay[] => days.filter(({ campaign }) => campaign.platform === platform);
  const at = (name: string): string => join(folder, `${name}.csv.gz`);
  await writeTable(
    at('google'),
    ['day', 'campaign_id', 'cost_micros', 'impressions', 'clicks'],
    of('google').map((one) => [isoDay(one.day), one.campaign.id, one.cents * 10_000, one.impressions, one.clicks]),
  );
  await writeTable(
    at('linkedin'),
    ['date', 'campaign_group', 'total_spent', 'impressions', 'clicks'],
    of('linkedin').map((one) => [isoDay(one.day), one.campaign.id, dollars(one.cents), one.impressions, one.clicks]),
  );
  await writeTable(
    at('facebook'),
    ['date_start', 'campaign_id', 'spend', 'impressions', 'inline_link_clicks'],
    of('facebook').map((one) => [isoDay(one.day), one.campaign.id, dollars(one.cents), one.impressions, one.clicks]),
  );
  await writeTable(
    at('invoices'),
    ['invoice_date', 'campaign_id', 'amount'],
    of('events').map((one) => [isoDay(one.day), one.campaign.id, dollars(one.cents)]),
  );
  await writeTable(
    at('plan'),
    ['campaign_id', 'campaign_name', 'channel', 'medium', 'objective', 'starts_on', 'ends_before', 'budget'],
    campaigns.map((one) => [
      ...[one.id, one.name, one.channel, one.medium, one.objective, isoDay(one.from)],
      ...[one.to === undefined ? undefined : isoDay(one.to), one.budget],
    ]),
  );
}

async function writeSite(folder: string, { lives, calendar }: World, touches: readonly Touch[]): Promise<void> {
  const { first, last } = calendar;
  const [from, to] = [utcSecond(first, 0), utcSecond(last + 1, 0)];
  const visits = touches
    .filter(({ second }) => second >= from && second < to)
    .sort((a, b) => a.second - b.second || (a.visitor < b.visitor ? -1 : 1));
  await writeTable(
    join(folder, 'sessions.csv.gz'),
    ['session_id', 'visitor', 'started_at', 'channel', 'medium', 'campaign_id'],
    visits.map(({ visitor, second, channel, medium, campaign }, index) => [
      ...[`s_${String(index + 1).padStart(7, '0')}`, visitor, instant(second), channel, medium, campaign?.id],
    ]),
  );
  const paid = lives.filter((life) => isPaidBy(life, first, last)).sort((a, b) => paidOn(a) - paidOn(b));
  await writeTable(
    join(folder, 'checkouts.csv.gz'),
    ['checkout_id', 'account_id', 'paid_at', 'first_year_value'],
    paid.map((life) => {
      const second = utcSecond(paidOn(life), 21 * 3600 + (life.company.number % 600));
      return [`co_${life.company.id.slice(-5)}`, life.company.id, instant(second), dollars(firstYearCents(life))];
    }),
  );
}

function isPaidBy(life: CompanyLife, first: number, last: number): boolean {
  return paidOn(life) >= first && paidOn(life) <= last;
}

function paidOn({ company }: CompanyLife): number {
  return company.phases[0]?.from ?? Number.POSITIVE_INFINITY;
}

/** What a company pays for a year of what it first buys. */
function firstYearCents({ stretches }: CompanyLife): number {
  const first = stretches.find(({ isTrial }) => !isTrial);
  return first === undefined ? 0 : first.unitCents * first.devices * (first.interval === 'month' ? 12 : 1);
}

function dollars(cents: number): string {
  return (cents / 100).toFixed(2);
}

function instant(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
