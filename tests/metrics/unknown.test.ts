/**
 * NULL is not 0: what a brand's sources never tell is "–", and no number. Each brand here lacks some columns or whole
 * entities; what rests on them is to be NULL there, and nothing that had a value is to have become 0.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { entityWarehouse } from '../support/entityWarehouse.ts';
import { measuredBlock } from '../support/measuredBlock.ts';

const project = await loadProject(join(import.meta.dirname, '..', '..'));
const scratch = await mkdtemp(join(tmpdir(), 'unknown-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Case {
  readonly without: string;
  /** What is NULL there, and a number where the columns are told. */
  readonly unknown: string;
  /** What is 0 there, and is right to be. */
  readonly zero?: string;
}

const CASES: readonly Case[] = [
  {
    without: `orders.is_loyalty customers.member_since payments.status tickets.satisfaction_score opportunities.kind
      leads.is_disqualified events.event_type order_items.is_promotion users.activated_at devices.location_id`,
    unknown: `satisfaction_score csat satisfaction_response_rate points_earned points_redeemed redemption_rate redemptions
      redeeming_users redeeming_share loyalty_members new_loyalty_members loyalty_orders other_orders loyalty_order_share
      loyalty_revenue other_revenue loyalty_revenue_share loyalty_order_value other_order_value loyalty_order_lift
      active_members active_non_members member_orders member_revenue repeat_members repeat_non_members member_share
      disqualified_leads disqualified_rate activation_rate locations_with_devices promotion_revenue
      promotion_revenue_share failed_payments failed_payment_rate past_due_customers past_due_mrr new_business_bookings
      expansion_bookings renewal_bookings new_business_share`,
  },
  {
    without: `orders.discount_amount order_items.discount_amount tickets.is_escalated opportunities.expected_close_on
      leads.converted_on events.feature_id products.is_new device_days.minutes_up activities.kind subscriptions.is_trial`,
    unknown: `escalation_rate won_leads lead_to_customer_rate matured_won_leads lead_win_rate_90d members new_members
      feature_adoption_rate feature_company_adoption features_per_user feature_users feature_uses device_uptime
      devices_below_99 devices_below_99_share new_product_non_buyers new_product_non_buyers_share
      new_and_signature_non_buyers gross_revenue discount_amount discount_rate discounted_orders
      discounted_orders_share new_product_revenue new_product_revenue_share trials trials_started trials_ended
      trial_conversions trial_conversion_rate slipped_deals slipped_pipeline slipped_share closing_pipeline calls_made
      emails_sent meetings_held`,
    // Scores of the parts that are left.
    zero: 'healthy_customers healthy_share',
  },
  {
    without: `orders.status tickets.reopened opportunities.qualified_on opportunities.lead_id touchpoints.customer_id
      products.is_signature activities.opportunity_id subscriptions.monthly_amount events.amount orders.returned_amount
      orders.returns_order_id order_items.returned_quantity order_items.returned_amount orders.cost_amount
      order_items.cost_amount products.unit_cost_amount`,
    unknown: `reopen_rate points_earned points_redeemed visitors unattributed_conversions attributed_share
      attributed_conversions paid_conversions paid_revenue return_on_ad_spend marketing_roi idle_spend idle_spend_share
      signature_non_buyers signature_non_buyers_share signature_revenue_share cancelled_orders cancellation_rate
      returned_orders return_rate mrr arr mrr_year_before new_mrr subscriptions paying_customers trial_conversions
      trial_conversion_rate customers_at_risk qualified_pipeline qualified_share leads_with_deal
      lead_to_opportunity_rate activities_per_won_deal returned_amount net_revenue returned_share items_returned
      cost_of_sales costed_revenue gross_profit gross_margin cost_known_share`,
    // With every order complete, everybody has ordered of late.
    zero: 'at_risk_customers at_risk_rate revenue_at_risk revenue_at_risk_share inactive_customers',
  },
  {
    without: `orders.customer_id tickets.priority tickets.customer_id opportunities.is_won conversions.customer_id
      products.is_beverage leads.city events.customer_id users.customer_id`,
    unknown: `identified_orders identified_share active_customers active_customers_28d revenue_per_customer buyers_to_date member_share urgent_share
      customers_with_tickets unattributed_conversions attributed_share home_cities home_states active_companies
      beverage_revenue beverage_revenue_share deals_won deals_lost lost_amount win_rate win_rate_by_amount
      quota_attainment quota_attainment_qtd`,
    // How much is known is known, where there is a table that could tell.
    zero: 'located_members located_share',
  },
  {
    without: 'orders.location_id opportunities.amount touchpoints payments events order_items.product_id',
    unknown: `active_locations revenue_per_location goal_revenue goal_attainment products_sold customers_at_risk
      mrr_at_risk mrr_at_risk_share past_due_customers unattributed_conversions attributed_share qualified_share
      stale_share quota_attainment win_rate_by_amount slipped_pipeline`,
    // How much is known is known.
    zero: 'pipeline_known_share',
  },
  {
    without: `opportunities conversions activities orders.amount order_items.line_amount leads.channel leads.channel_text
      tickets`,
    unknown: `revenue lifetime_revenue customer_lifetime_value high_clv_customers high_clv_revenue vip_customers
      yearly_revenue spend_90d declining_customers revenue_at_risk loyalty_revenue member_revenue revenue_per_member
      promotion_revenue goal_revenue goal_attainment idle_spend attributed_share quota_attainment calls_made
      leads_with_deal activities_per_open_deal channels_used`,
    // Scores of the parts that are left.
    zero: 'answered_leads channel_known healthy_customers healthy_share',
  },
  {
    without: 'goals stock_days.wasted_quantity device_days ad_spend.amount customers payments.refunded_amount users',
    unknown: `spend paid_conversions paid_revenue return_on_ad_spend marketing_roi idle_spend budget_use wasted_quantity
      waste_rate quota_attainment goal_attainment app_users_at_end activation_rate device_uptime`,
    // Those who are told of by their orders joined before.
    zero: 'new_loyalty_members',
  },
];

const told = await valuesWithout([]);

test.for(CASES)('Without $without, what rests on it is unknown, and not 0', { timeout: 120_000 }, async (each) => {
  const { without, unknown, zero = '' } = each;
  const values = await valuesWithout(words(without));
  const numbers = words(unknown).filter((name) => values.get(name) !== null);
  expect(numbers.map((name) => `${name} is ${values.get(name)}`)).toEqual([]);
  const become = [...values].filter(([name, value]) => value === 0 && told.get(name) !== 0).map(([name]) => name);
  expect(become.toSorted()).toEqual(words(zero).toSorted());
});

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Every metric of the last quarter, on a brand that lacks some columns or entities. */
async function valuesWithout(without: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const request = { rows: 400, lastDay: '2026-09-30', days: 800, isTied: false, seed: 1, without };
  const folder = await mkdtemp(join(scratch, 'brand-'));
  const made = await entityWarehouse(project, folder, request);
  const values = new Map<string, number | null>();
  for (const metrics of Map.groupBy(project.metrics, ({ domain }) => domain).values()) {
    const names = metrics.map(({ name }) => name);
    const { readings } = await measuredBlock({ project, made, grain: 'quarter', last: 1, metrics: names });
    for (const { metric, value } of readings) values.set(metric, value);
  }
  await made.close();
  return values;
}
