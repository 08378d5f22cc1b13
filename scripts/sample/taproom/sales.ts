import { type StoredObject, type StoredRecord, startHubSpot } from '../../standins/hubspot.ts';
import { isoDay } from '../days.ts';
import { type ActivityKind, makeActivities } from './activities.ts';
import { type Deal, makeDeals } from './deals.ts';
import type { TaproomPart } from './part.ts';
import { makeQuotas, type Quota } from './quotas.ts';
import { PROBABILITY, STAGES } from './stages.ts';
import { utcSecond } from './world.ts';

const MANAGERS = { West: 'Manager 1', Central: 'Manager 1', South: 'Manager 2', East: 'Manager 2' } as const;
const DEAL_BASE = 30_100_000;
const QUOTA_BASE = 700_000;
const ACTIVITY_BASE: Readonly<Record<ActivityKind, number>> = { calls: 5e7, emails: 6e7, meetings: 7e7 };
const COMMON = { hs_object_id: 'number', hs_lastmodifieddate: 'datetime' };
const DEAL_FIELDS = {
  ...COMMON,
  dealname: 'string',
  account_id: 'string',
  lead_id: 'string',
  sales_rep: 'string',
  sales_manager: 'string',
  territory: 'string',
  plan: 'enumeration',
  deal_source: 'string',
  dealtype: 'enumeration',
  dealstage: 'enumeration',
  hs_deal_stage_probability: 'number',
  amount: 'number',
  createdate: 'datetime',
  expected_close_date: 'date',
  closedate: 'datetime',
  hs_is_closed_won: 'bool',
  closed_lost_reason: 'string',
  ...Object.fromEntries(STAGES.map((stage) => [enteredField(stage), 'datetime'])),
};
const ACTIVITY_FIELDS = {
  ...COMMON,
  hs_timestamp: 'datetime',
  sales_rep: 'string',
  deal_id: 'string',
  account_id: 'string',
};
const QUOTA_FIELDS = {
  ...COMMON,
  hs_goal_name: 'string',
  sales_rep: 'string',
  hs_target_amount: 'number',
  hs_start_datetime: 'date',
};
/** HubSpot's own words for the kinds of deals; it has none for a renewal. */
const DEAL_TYPES = { new: 'newbusiness', expansion: 'existingbusiness', renewal: 'renewal' } as const;

/** The sales team's CRM: deals with their stages, what was done for them, and what is to be reached. */
export const serveSales: TaproomPart = async (world) => {
  const { calendar } = world;
  const deals = makeDeals(world);
  const activities = makeActivities(deals, calendar);
  const ofKind = (kind: ActivityKind): StoredObject => {
    const own = activities.filter((activity) => activity.kind === kind);
    const records = own.map(({ day, second, owner, deal, companyId }, index) => {
      const at = instant(day, second);
      const properties = { hs_timestamp: at, sales_rep: owner, hs_lastmodifieddate: at };
      const dealId = deal === undefined ? null : String(DEAL_BASE + deal);
      return record(ACTIVITY_BASE[kind] + index, { ...properties, deal_id: dealId, account_id: companyId ?? null });
    });
    return objectOf(ACTIVITY_FIELDS, records);
  };
  const hubSpot = await startHubSpot({
    objects: {
      deals: objectOf(
        DEAL_FIELDS,
        deals.map((deal, index) => dealRecord(deal, index)),
      ),
      calls: ofKind('calls'),
      emails: ofKind('emails'),
      meetings: ofKind('meetings'),
      goal_targets: objectOf(
        QUOTA_FIELDS,
        makeQuotas(deals, calendar).map((quota, index) => quotaRecord(quota, index, calendar.first)),
      ),
    },
  });
  return {
    environment: { TAPROOM_DEALS_URL: hubSpot.url, TAPROOM_DEALS_ACCESS_TOKEN: hubSpot.accessToken },
    close: () => hubSpot.close(),
  };
};

function dealRecord(deal: Deal, index: number): StoredRecord {
  const stage = deal.stages.at(-1)?.name ?? 'Discovery';
  const entered = STAGES.map((name): readonly [string, string | null] => {
    const day = deal.stages.find((each) => each.name === name)?.enteredOn;
    return [enteredField(name), day === undefined ? null : instant(day, 10 * 3600)];
  });
  const changed = Math.max(deal.closedOn ?? 0, deal.createdOn, ...deal.stages.map(({ enteredOn }) => enteredOn));
  return record(DEAL_BASE + index, {
    dealname: deal.name,
    account_id: deal.companyId ?? null,
    lead_id: deal.leadId ?? null,
    sales_rep: deal.owner,
    sales_manager: MANAGERS[deal.region],
    territory: deal.region,
    plan: deal.plan,
    deal_source: deal.channel,
    dealtype: DEAL_TYPES[deal.kind],
    dealstage: deal.isWon === undefined ? stage : deal.isWon ? 'Won' : 'Lost',
    hs_deal_stage_probability: String(deal.isWon === undefined ? PROBABILITY[stage] : deal.isWon ? 1 : 0),
    amount: deal.amount === undefined ? null : String(deal.amount),
    createdate: instant(deal.createdOn, 9 * 3600),
    expected_close_date: isoDay(deal.expectedOn),
    closedate: deal.closedOn === undefined ? null : instant(deal.closedOn, 16 * 3600),
    hs_is_closed_won: deal.isWon === undefined ? null : String(deal.isWon),
    closed_lost_reason: deal.lostReason ?? null,
    hs_lastmodifieddate: instant(changed, 17 * 3600),
    ...Object.fromEntries(entered),
  });
}

function quotaRecord({ owner, from, amount }: Quota, index: number, setOn: number): StoredRecord {
  return record(QUOTA_BASE + index, {
    hs_goal_name: `Quota of ${owner}`,
    sales_rep: owner,
    hs_target_amount: String(amount),
    hs_start_datetime: isoDay(from),
    hs_lastmodifieddate: instant(setOn, 9 * 3600),
  });
}

/** "hs_v2_date_entered_discovery". */
function enteredField(stage: string): string {
  return `hs_v2_date_entered_${stage.toLowerCase()}`;
}

function record(id: number, properties: StoredRecord['properties']): StoredRecord {
  return { id: String(id), properties };
}

function objectOf(fields: Readonly<Record<string, string>>, records: readonly StoredRecord[]): StoredObject {
  return { properties: Object.entries(fields).map(([name, type]) => ({ name, type })), records };
}

function instant(day: number, second: number): string {
  return new Date(utcSecond(day, second) * 1000).toISOString();
}
