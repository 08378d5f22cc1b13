/** What the values of a dimension are measured by elsewhere, metric by metric, over all rows. */
export const sameAs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'customers_in_segment by clv_tier': {
    ...{ High: 'high_clv_customers', Medium: 'medium_clv_customers', Low: 'low_clv_customers' },
  },
  'customers_in_segment by usage_segment': {
    ...{ Heavy: 'heavy_customers', Regular: 'regular_customers', Light: 'light_customers' },
    ...{ Dormant: 'dormant_customers', New: 'newcomers' },
  },
  'customers_in_segment by rfm_segment': { VIP: 'vip_customers', Lost: 'lost_customers' },
  'lifetime_revenue by clv_tier': { High: 'high_clv_revenue' },
  'customer_lifetime_value by clv_tier': { High: 'high_clv_value' },
  'yearly_revenue by rfm_segment': { VIP: 'vip_revenue' },
};

interface Reason {
  readonly because: string;
  /** Metrics by their names or a pattern; all where it is left out. */
  readonly metrics?: RegExp;
  /** All where it is left out. */
  readonly dimensions?: RegExp;
}

/** What has no second computation by dimension: the first reason that fits. Elsewhere its whole is computed twice. */
const reasons: readonly Reason[] = [
  {
    because: 'Tiers and scores are ranks among all customers: those of a part alone would rank otherwise.',
    metrics: /^(high_clv|medium_clv|low_clv|vip)_/,
  },
  {
    because:
      "The class is made of the customer's history among all others; customers, revenue and mean by class are compared through the metrics of each class.",
    dimensions: /^(clv_tier|rfm_segment|usage_segment)$/,
  },
  {
    because:
      'The band is made of the score, whose parts are of five entities; scored and healthy customers are compared whole.',
    dimensions: /^health_band$/,
  },
  {
    because:
      'A conversion is shared by touches of several media and campaigns, as it is by channels, by which it is compared.',
    metrics: /^(attributed_(conversions|revenue)|paid_|cost_per_acquisition|return_on_ad_spend|marketing_roi)/,
    dimensions: /^(medium|campaign)$/,
  },
  {
    because: 'The last 28 days of paid revenue are compared whole, the paid revenue of the period by channel.',
    metrics: /^(paid_revenue|return_on_ad_spend)_28d$/,
    dimensions: /^channel$/,
  },
  {
    because: 'Whether a conversion is the first of its customer shows among all of them, also those of other channels.',
    metrics: /^converted_customers/,
  },
  {
    because: 'Spending is split by its own channel, budgets by that of their campaign.',
    metrics: /^(budgeted_spend|budget_use)$/,
    dimensions: /^(channel|medium)$/,
  },
  {
    because: 'A trial converts to any plan, also to another one than its own.',
    metrics: /^trial_conversion/,
    dimensions: /^(plan|billing_period)$/,
  },
  {
    because: 'A city is spelt as most of its leads spell it; members are compared by state.',
    dimensions: /^place$/,
  },
  {
    because: 'A person grows older from visit to visit, and the visits before and after are of any age.',
    metrics:
      /^(shop_visits|buyers|repurchasing_buyers|(one|two|three)_orders?_share|.*purchase_(rate|cycle|within).*)$/,
    dimensions: /^age_group$/,
  },
];

/** Why a metric has no second computation by a dimension; undefined where nothing speaks against one. */
export function reasonAgainst(metric: string, dimension: string): string | undefined {
  return reasons.find(
    ({ metrics, dimensions }) => (metrics?.test(metric) ?? true) && (dimensions?.test(dimension) ?? true),
  )?.because;
}
