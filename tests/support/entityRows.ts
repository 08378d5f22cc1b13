/**
 * Rows of every entity, made by SQL from the row's number `i`: deterministic, with ties, missing values and strangers, and
 * referring to each other through small pools of ids. What a contract has is made here, column by column.
 */
export interface RowsRequest {
  /** Rows per entity. */
  readonly rows: number;
  /** The last day that has any. */
  readonly lastDay: string;
  /** Days over which they spread. */
  readonly days: number;
  /** Few amounts, few days, no times: everything meets something equal. */
  readonly isTied: boolean;
  readonly seed: number;
  /** What the brand's sources do not tell: columns ("orders.amount"), which are NULL, and entities ("tickets"), which have no row. */
  readonly without?: readonly string[];
}

/** The helpers that the expressions below use. `salt` keeps the columns of a row from following one another. */
export function rowMacros({ rows, lastDay, days, isTied, seed }: RowsRequest): readonly string[] {
  const step = isTied ? 10 : 1;
  return [
    `create macro roll(i, salt) as (hash(i, salt, ${seed}) % 1000003)::double / 1000003`,
    'create macro pick(i, salt, list) as list[1 + floor(roll(i, salt) * len(list))::integer]',
    'create macro sometimes(i, salt, share, value) as case when roll(i, salt) < share then value end',
    'create macro number(i, salt, top) as floor(roll(i, salt) * top)::bigint',
    `create macro amount(i, salt, top) as ${isTied ? 'pick(i, salt, [0, 10, 20])' : 'round(roll(i, salt) * top, 2)'}::decimal(18,4)`,
    `create macro day(i, salt) as date '${lastDay}' - (${step} * floor(roll(i, salt) * ${days / step})::integer)`,
    `create macro moment(i, salt) as day(i, salt)::timestamp + ${isTied ? 'interval 0 minute' : "to_minutes(floor(roll(i, salt || 'at') * 1440)::integer)"}`,
    `create macro later(i, salt, start, top) as start + ${isTied ? '10' : 'floor(roll(i, salt) * top)::integer'}`,
    `create macro after(i, salt, start, top) as start + to_minutes(${isTied ? '600' : 'floor(roll(i, salt) * top)::integer'})`,
    `create macro last_day_of_rows() as date '${lastDay}'`,
    `create macro spread(i, per_day) as date '${lastDay}' - floor((i // per_day) * ${days} / ${Math.max(rows, 1)} * per_day)::integer`,
  ];
}

const customer = "pick(i, 'customer', ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'])";
const location = "pick(i, 'location', ['l0', 'l1', 'l2', 'l3'])";
const user = "pick(i, 'user', ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9', 'u10', 'u11'])";
const product = "pick(i, 'product', ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'])";
const campaign = "sometimes(i, 'has campaign', 0.8, pick(i, 'campaign', ['k0', 'k1', 'k2', 'k3']))";
const channel = "sometimes(i, 'has channel', 0.9, pick(i, 'channel', ['search', 'social', 'referral', 'mail']))";
const medium = "sometimes(i, 'has medium', 0.9, pick(i, 'medium', ['paid', 'organic']))";
const owner = "sometimes(i, 'has owner', 0.9, pick(i, 'owner', ['r0', 'r1', 'r2']))";
const region = "sometimes(i, 'has region', 0.9, pick(i, 'region', ['north', 'south', 'east']))";
const country = "pick(i, 'country', ['GB', 'IE', 'KR'])";
const text = (name: string, ...values: readonly string[]): string =>
  `sometimes(i, 'has ${name}', 0.9, pick(i, '${name}', [${values.map((value) => `'${value}'`).join(', ')}]))`;

const orderStatus =
  "sometimes(i, 'has status', 0.9, pick(i, 'status', ['completed', 'completed', 'completed', 'cancelled', 'returned', 'open']))";
/** The order whose goods a return brings back, where it names one. */
const undoes = `case when ${orderStatus} = 'returned' and roll(i, 'names order') < 0.4 then 'o' || number(i, 'undoes', 160) end`;

/** The day on which the stretch of a subscription begins that row i is of: two rows a subscription, the second later. */
const rowRange = {
  first: "day(i // 2, 'begins')",
  length: "(20 + number(i // 2, 'lasts', 150))::integer",
  gap: "pick(i // 2, 'gap', [0, 0, 45])",
};
const secondStart = `${rowRange.first} + ${rowRange.length} + ${rowRange.gap}`;

/** Per entity and column an expression over `i`. */
export const entityRows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  customers: {
    customer_id: "'c' || i",
    customer_name: "'Customer ' || i",
    kind: "pick(i, 'kind', ['person', 'company'])",
    segment: text('segment', 'small', 'middle', 'large'),
    industry: text('industry', 'bars', 'hotels'),
    region,
    city: text('city', 'Springfield', 'Shelbyville'),
    country,
    latitude: "40 + roll(i, 'latitude')",
    longitude: "-90 + roll(i, 'longitude')",
    gender: text('gender', 'female', 'male'),
    birth_year: "sometimes(i, 'has birth', 0.8, 1950 + number(i, 'birth', 60))",
    joined_on: "day(i, 'joined')",
    member_since: "sometimes(i, 'is member', 0.5, later(i, 'member', day(i, 'joined'), 60))",
    left_on: "sometimes(i, 'leaves', 0.3, later(i, 'leaves on', day(i, 'joined'), 200) + 1)",
    channel,
    has_app: "sometimes(i, 'knows app', 0.9, roll(i, 'app') < 0.5)",
    owner,
    home_location_id: location,
  },
  locations: {
    location_id: "'l' || i",
    location_name: "'Place ' || i",
    customer_id: "sometimes(i, 'is owned', 0.5, 'c' || i)",
    kind: text('kind', 'shop', 'bar'),
    region,
    city: text('city', 'Springfield', 'Shelbyville'),
    country,
    latitude: "40 + roll(i, 'latitude')",
    longitude: "-90 + roll(i, 'longitude')",
    opened_on: "day(i, 'opened')",
    closed_on: "sometimes(i, 'closes', 0.2, later(i, 'closed', day(i, 'opened'), 200) + 1)",
    manager: "'Manager ' || (i % 3)",
  },
  users: {
    user_id: "'u' || i",
    customer_id: customer,
    role: text('role', 'owner', 'staff'),
    platform: text('platform', 'ios', 'android', 'web'),
    channel,
    country,
    signed_up_at: "moment(i, 'signed up')",
    activated_at: "sometimes(i, 'activates', 0.7, after(i, 'activated', moment(i, 'signed up'), 20000))",
    deactivated_at: "sometimes(i, 'ends', 0.2, after(i, 'ended', moment(i, 'signed up'), 300000))",
  },
  devices: {
    device_id: "'d' || i",
    location_id: location,
    customer_id: customer,
    model: text('model', 'M1', 'M2'),
    firmware: text('firmware', '1.0', '1.1'),
    installed_on: "day(i, 'installed')",
    retired_on: "sometimes(i, 'retires', 0.2, later(i, 'retired', day(i, 'installed'), 200) + 1)",
  },
  device_days: {
    device_id: "'d' || (i % 6)",
    day: 'spread(i, 6)',
    minutes_up: "sometimes(i, 'knows up', 0.95, 1440 - number(i, 'down', 60))",
    minutes_expected: '1440',
    errors: "sometimes(i, 'knows errors', 0.95, number(i, 'errors', 3))",
    pours: "number(i, 'pours', 40)",
    volume_litres: "amount(i, 'litres', 30)",
    revenue_amount: "sometimes(i, 'has revenue', 0.9, amount(i, 'revenue', 200))",
  },
  subscriptions: {
    subscription_id: "'s' || (i // 2)",
    customer_id: "'c' || ((i // 2) % 40)",
    plan: "pick(i // 2, 'plan', ['basic', 'pro'])",
    billing_period: "pick(i // 2, 'billing', ['month', 'year'])",
    seats: "1 + number(i, 'seats', 9)",
    started_on: `case when i % 2 = 0 then ${rowRange.first} else ${secondStart} end`,
    ended_on: `case when i % 2 = 0 then ${rowRange.first} + ${rowRange.length}
      else sometimes(i, 'ends', 0.4, ${secondStart} + 30 + number(i, 'until', 90)::integer) end`,
    monthly_amount: "case when roll(i, 'trial') < 0.15 then 0 else amount(i, 'monthly', 300) end",
    is_trial: "roll(i, 'trial') < 0.15",
    status: text('status', 'active', 'past_due', 'canceled'),
  },
  payments: {
    payment_id: "'y' || i",
    customer_id: customer,
    order_id: "sometimes(i, 'for order', 0.3, 'o' || i)",
    subscription_id: "sometimes(i, 'for subscription', 0.6, 's' || (i % 40))",
    paid_at: "moment(i, 'paid')",
    amount: "amount(i, 'paid amount', 500)",
    method: text('method', 'card', 'transfer'),
    status: "pick(i, 'status', ['succeeded', 'succeeded', 'succeeded', 'failed', 'refunded'])",
    refunded_amount: "sometimes(i, 'refunds', 0.1, amount(i, 'refunded', 50))",
    due_on: "sometimes(i, 'has due', 0.8, day(i, 'paid') - number(i, 'late', 20)::integer)",
  },
  campaigns: {
    campaign_id: "'k' || i",
    campaign_name: "'Campaign ' || i",
    channel,
    medium,
    objective: text('objective', 'leads', 'awareness'),
    started_on: "day(i, 'started')",
    ended_on: "sometimes(i, 'ends', 0.8, later(i, 'ended', day(i, 'started'), 60) + 1)",
    budget_amount: "sometimes(i, 'has budget', 0.8, amount(i, 'budget', 5000))",
  },
  features: {
    feature_id: "'f' || i",
    feature_name: "'Feature ' || i",
    area: text('area', 'menu', 'stock'),
    released_on: "day(i, 'released')",
    is_beta: "roll(i, 'beta') < 0.2",
  },
  products: {
    product_id: "'p' || i",
    product_name: "'Product ' || i",
    category: text('category', 'coffee', 'tea', 'cake'),
    product_type: text('type', 'hot', 'cold'),
    is_beverage: "sometimes(i, 'knows drink', 0.9, roll(i, 'drink') < 0.6)",
    is_new: "sometimes(i, 'knows new', 0.9, roll(i, 'new') < 0.3)",
    is_signature: "sometimes(i, 'knows signature', 0.9, roll(i, 'signature') < 0.3)",
    price_amount: "amount(i, 'price', 10)",
    unit_cost_amount: "sometimes(i, 'has cost', 0.5, amount(i, 'unit cost', 4))",
  },
  orders: {
    order_id: "'o' || i",
    customer_id: `case when ${undoes} is not null then ${customer} else sometimes(i, 'is known', 0.8, ${customer}) end`,
    location_id: location,
    ordered_at: "moment(i, 'ordered')",
    country: `sometimes(i, 'says country', 0.5, ${country})`,
    channel: text('way', 'counter', 'app', 'delivery'),
    status: orderStatus,
    returned_amount: "sometimes(i, 'gives back', 0.1, amount(i, 'back', 5))",
    returns_order_id: undoes,
    cost_amount: "sometimes(i, 'has cost', 0.4, amount(i, 'cost', 30))",
    promotion_code: "sometimes(i, 'has code', 0.2, pick(i, 'code', ['SPRING', 'FRIEND']))",
    is_loyalty: "sometimes(i, 'knows loyalty', 0.9, roll(i, 'loyalty') < 0.4)",
    amount: `sometimes(i, 'has amount', 0.3, case when ${orderStatus} = 'returned' and roll(i, 'credit') < 0.6 then -1 else 1 end * amount(i, 'total', 60))`,
    discount_amount: "sometimes(i, 'has discount', 0.3, amount(i, 'off', 5))",
    payment_method: text('method', 'card', 'cash'),
    staff_id: "'t' || (i % 3)",
  },
  order_items: {
    order_item_id: "'oi' || i",
    order_id: "'o' || (i % 160)",
    product_id: product,
    quantity: "1 + number(i, 'pieces', 3)",
    unit_price_amount: "amount(i, 'unit', 9)",
    line_amount: "sometimes(i, 'has line', 0.98, amount(i, 'line', 25))",
    discount_amount: "sometimes(i, 'has discount', 0.3, amount(i, 'off', 3))",
    is_promotion: "sometimes(i, 'knows offer', 0.9, roll(i, 'offer') < 0.2)",
    returned_quantity: "sometimes(i, 'comes back', 0.1, number(i, 'pieces back', 2))",
    returned_amount: "sometimes(i, 'gives back', 0.05, amount(i, 'line back', 3))",
    cost_amount: "sometimes(i, 'has cost', 0.6, amount(i, 'line cost', 9))",
  },
  stock_days: {
    location_id: "'l' || (i % 3)",
    product_id: "'p' || ((i // 3) % 4)",
    day: 'spread(i, 12)',
    prepared_quantity: "20 + number(i, 'made', 20)",
    sold_quantity: "number(i, 'sold', 20)",
    wasted_quantity: "sometimes(i, 'knows waste', 0.9, number(i, 'waste', 6))",
  },
  goals: {
    measure: "case when i % 2 = 0 then 'revenue' else 'bookings' end",
    month: "(date_trunc('month', last_day_of_rows()) - to_months((i // 6)::integer))::date",
    location_id: "case when i % 2 = 0 then 'l' || ((i // 2) % 3) end",
    owner: "case when i % 2 = 1 then 'r' || ((i // 2) % 3) end",
    category: 'null',
    goal_amount: "100 + amount(i, 'goal', 900)",
  },
  events: {
    event_id: "sometimes(i, 'has id', 0.9, 'e' || i)",
    user_id: user,
    customer_id: `sometimes(i, 'has company', 0.9, ${customer})`,
    occurred_at: "moment(i, 'occurred')",
    event_type: "pick(i, 'event', ['view', 'use', 'points_earned', 'points_redeemed', 'like', 'share'])",
    feature_id: "sometimes(i, 'has feature', 0.7, pick(i, 'feature', ['f0', 'f1', 'f2', 'f3']))",
    platform: text('platform', 'ios', 'android', 'web'),
    channel,
    country,
    uses: "sometimes(i, 'has uses', 0.5, number(i, 'uses', 5))",
    duration_seconds: "sometimes(i, 'has duration', 0.8, amount(i, 'duration', 900))",
    errors: "sometimes(i, 'has errors', 0.8, number(i, 'errors', 3))",
    amount: "sometimes(i, 'has amount', 0.5, amount(i, 'miles', 500))",
  },
  leads: {
    lead_id: "'x' || i",
    created_at: "moment(i, 'created')",
    channel,
    channel_text: "sometimes(i, 'wrote', 0.2, 'a friend at the gate, long ago')",
    campaign_id: campaign,
    owner,
    segment: text('segment', 'Navy', 'Army', 'Air Force'),
    subsegment: text('subsegment', 'SEAL', 'Ranger'),
    city: text('city', 'San Diego', 'Tampa'),
    region: text('state', 'California', 'Florida'),
    country: "pick(i, 'country', ['US', 'US', 'IE'])",
    latitude: "sometimes(i, 'has place', 0.8, 27 + roll(i, 'latitude'))",
    longitude: "sometimes(i, 'has place', 0.8, -82 + roll(i, 'longitude'))",
    qualified_on: "sometimes(i, 'qualifies', 0.6, later(i, 'qualified', day(i, 'created'), 20))",
    accepted_on: "sometimes(i, 'accepts', 0.4, later(i, 'accepted', day(i, 'created'), 20) + 10)",
    converted_on: "sometimes(i, 'converts', 0.3, later(i, 'converted', day(i, 'created'), 60) + 20)",
    customer_id: "sometimes(i, 'converts', 0.3, 'c' || i)",
    is_disqualified: "roll(i, 'given up') < 0.1",
    is_membership: "sometimes(i, 'knows membership', 0.9, roll(i, 'membership') < 0.8)",
  },
  opportunities: {
    opportunity_id: "'q' || i",
    opportunity_name: "'Deal ' || i",
    customer_id: `sometimes(i, 'has company', 0.8, ${customer})`,
    lead_id: "sometimes(i, 'has lead', 0.5, 'x' || i)",
    owner,
    territory: region,
    manager: "'m' || (i % 2)",
    product: text('product', 'basic', 'pro'),
    channel,
    kind: text('kind', 'new', 'expansion', 'renewal'),
    created_on: "day(i, 'created')",
    qualified_on: "sometimes(i, 'qualifies', 0.7, later(i, 'qualified', day(i, 'created'), 20))",
    expected_close_on: "sometimes(i, 'is expected', 0.8, later(i, 'expected', day(i, 'created'), 120))",
    closed_on: "sometimes(i, 'closes', 0.7, later(i, 'closed', day(i, 'created'), 120))",
    stage:
      "case when roll(i, 'closes') < 0.7 then case when roll(i, 'wins') < 0.5 then 'Won' else 'Lost' end else pick(i, 'stage', ['Prospecting', 'Engaging']) end",
    is_won: "sometimes(i, 'closes', 0.7, roll(i, 'wins') < 0.5)",
    lost_reason: text('reason', 'Price', 'Competitor'),
    amount: "sometimes(i, 'has amount', 0.9, amount(i, 'worth', 9000))",
    probability: "sometimes(i, 'has probability', 0.8, pick(i, 'probability', [0.1, 0.5, 0.9]))",
  },
  opportunity_stages: {
    opportunity_id: "'q' || (i % 60)",
    stage_number: '1 + i // 60',
    probability: "pick(i, 'probability', [0.1, 0.5, 0.9])",
    stage: "pick(i, 'stage', ['Prospecting', 'Engaging', 'Proposal'])",
    entered_on: "day(i, 'entered')",
  },
  activities: {
    activity_id: "'a' || i",
    kind: text('kind', 'call', 'email', 'meeting', 'task'),
    owner,
    opportunity_id: "sometimes(i, 'has deal', 0.7, 'q' || (i % 50))",
    customer_id: `sometimes(i, 'has company', 0.8, ${customer})`,
    happened_at: "moment(i, 'happened')",
  },
  tickets: {
    ticket_id: "'g' || i",
    customer_id: `sometimes(i, 'has company', 0.95, ${customer})`,
    opened_at: "moment(i, 'opened')",
    first_responded_at: "sometimes(i, 'is answered', 0.85, after(i, 'answered', moment(i, 'opened'), 3000))",
    solved_at: "sometimes(i, 'is solved', 0.75, after(i, 'solved', moment(i, 'opened'), 20000))",
    first_response_minutes: "sometimes(i, 'measures answer', 0.3, number(i, 'minutes', 500)::double)",
    resolution_hours: "sometimes(i, 'measures solution', 0.3, number(i, 'hours', 100)::double)",
    priority: text('priority', 'low', 'normal', 'high', 'urgent'),
    category: text('category', 'billing', 'device'),
    channel: text('way', 'mail', 'chat'),
    agent: "'n' || (i % 3)",
    satisfaction_score: "sometimes(i, 'says', 0.5, 1 + number(i, 'score', 5))",
    is_escalated: "sometimes(i, 'knows escalation', 0.9, roll(i, 'escalated') < 0.2)",
    reopened: "sometimes(i, 'knows reopening', 0.9, pick(i, 'reopened', [0, 0, 0, 1, 2]))",
  },
  touchpoints: {
    touchpoint_id: "'w' || i",
    customer_id: `sometimes(i, 'is known', 0.95, ${customer})`,
    touched_at: "moment(i, 'touched')",
    channel,
    medium,
    campaign_id: campaign,
  },
  conversions: {
    conversion_id: "'v' || i",
    customer_id: customer,
    converted_at: "moment(i, 'converted')",
    amount: "sometimes(i, 'has worth', 0.9, amount(i, 'worth', 900))",
  },
  ad_spend: {
    day: "day(i, 'spent')",
    channel,
    medium,
    campaign_id: campaign,
    amount: "sometimes(i, 'has cost', 0.98, amount(i, 'cost', 300))",
    impressions: "sometimes(i, 'has views', 0.9, number(i, 'views', 9000))",
    clicks: "sometimes(i, 'has clicks', 0.9, number(i, 'clicks', 300))",
  },
};
