/**
 * How raw rows are told apart by a dimension, so that a metric's second computation can be run over the rows of one of
 * its values: per mart and dimension, the entities to narrow, each with an expression over one of its raw rows (`x`) for
 * the value that the row belongs to. `main.stg_…` are all rows, whatever is narrowed.
 */
export type Part = Readonly<Record<string, string>>;

type Parts = Readonly<Record<string, Part>>;

const shop = (column: string): string =>
  `(select l.${column} from main.stg_locations as l where l.location_id = x.location_id)`;
const product = (column: string): string =>
  `(select p.${column} from main.stg_products as p where p.product_id = x.product_id)`;
const customer = (column: string): string =>
  `(select c.${column} from main.stg_customers as c where c.customer_id = x.customer_id)`;
const device = (column: string): string =>
  `(select d.${column} from main.stg_devices as d where d.device_id = x.device_id)`;
const deviceShop = (column: string): string =>
  `(select l.${column} from main.stg_devices as d join main.stg_locations as l using (location_id) where d.device_id = x.device_id)`;
const user = (column: string): string => `(select u.${column} from main.stg_users as u where u.user_id = x.user_id)`;
const feature = (column: string): string =>
  `(select f.${column} from main.stg_features as f where f.feature_id = x.feature_id)`;

/** Of the user, or of what they did first where the source does not say. */
const person = (column: string): string => `coalesce(${user(column)}, (
  select first(e.${column} order by e.occurred_at, e.platform, e.channel, e.country)
  from main.stg_events as e where e.user_id = x.user_id))`;

/** Of the latest deal of whoever it is. */
const rep = (column: string): string => `(
  select first(o.${column} order by o.created_on desc nulls last, o.opportunity_id desc)
  from main.stg_opportunities as o where o.owner = x.owner)`;

/** Of the plan of a campaign, or of what was spent on it where that is one and the same. */
const plan = (column: string): string => `coalesce(
  (select k.${column} from main.stg_campaigns as k where k.campaign_id = x.campaign_id),
  (select case when count(distinct s.${column}) = 1 then min(s.${column}) end
   from main.stg_ad_spend as s where s.campaign_id = x.campaign_id))`;
const campaignName = `coalesce(
  (select k.campaign_name from main.stg_campaigns as k where k.campaign_id = x.campaign_id), x.campaign_id)`;

/** The generated leads write one thing, if anything. */
const leadChannel = "coalesce(x.channel, case when x.channel_text is not null then 'Friend or colleague' end)";

const memberOn = `least(
  (select c.member_since from main.stg_customers as c where c.customer_id = x.customer_id),
  (select min(o.ordered_at::date) from main.stg_orders as o
   where o.customer_id = x.customer_id and o.is_loyalty and coalesce(o.status, 'completed') = 'completed'))`;

const ageGroup = (day: string): string => `(
  select case
    when age not between 0 and 120 then null
    when age >= 60 then '60 and over'
    when age < 20 then 'under 20'
    else (age // 10 * 10) || '–' || (age // 10 * 10 + 9)
  end
  from (select year(${day}) - c.birth_year as age from main.stg_customers as c where c.customer_id = x.customer_id))`;

/** The same expression on several entities. */
const on = (entities: readonly string[], sql: string): Part =>
  Object.fromEntries(entities.map((entity) => [entity, sql]));

/** Columns of an entity's own. */
const own = (entity: string, ...columns: readonly string[]): Parts =>
  Object.fromEntries(columns.map((column) => [column, { [entity]: `x.${column}` }]));

const each = (columns: readonly string[], part: (column: string) => Part): Parts =>
  Object.fromEntries(columns.map((column) => [column, part(column)]));

/** Of a return that names its order, what it does not say itself is the order's. */
const ofOrder = (column: string): string =>
  `coalesce(x.${column}, (select m.${column} from main.stg_orders as m where m.order_id = x.returns_order_id))`;

const offOrder = `coalesce(x.discount_amount, 0) + coalesce(
  (select sum(i.discount_amount) from main.stg_order_items as i where i.order_id = x.order_id), 0)`;
const fullPrice = `coalesce(x.amount,
  (select sum(i.line_amount) from main.stg_order_items as i where i.order_id = x.order_id) - coalesce(x.discount_amount, 0)
) + ${offOrder}`;

const orders: Parts = {
  ...own('orders', 'location_id', 'is_loyalty', 'promotion_code'),
  channel: { orders: ofOrder('channel') },
  country: { orders: `coalesce(${ofOrder('country')}, ${customer('country')}, ${shop('country')})` },
  customer_segment: { orders: customer('segment') },
  discount_tier: {
    orders: `case when ${offOrder} <= 0 then 'none' when ${fullPrice} <= 0 then null
      when (${offOrder}) / (${fullPrice}) <= 0.1 then 'up to 10 %' when (${offOrder}) / (${fullPrice}) <= 0.2 then '10 to 20 %'
      when (${offOrder}) / (${fullPrice}) <= 0.3 then '20 to 30 %' else 'over 30 %' end`,
  },
  ...each(['location_name', 'region'], (column) => ({ orders: shop(column) })),
  ordered_hour: { orders: 'hour(x.ordered_at)' },
  weekday: { orders: 'isodow(x.ordered_at)' },
  day_part: {
    orders: `case when hour(x.ordered_at) < 6 then 'late night' when hour(x.ordered_at) < 12 then 'morning'
      when hour(x.ordered_at) < 17 then 'afternoon' when hour(x.ordered_at) < 21 then 'evening' else 'night' end`,
  },
  is_identified: { orders: 'x.customer_id is not null' },
};

const buyers = ['orders', 'customers'];
const buyer = (...columns: readonly string[]): Parts => each(columns, (column) => on(buyers, customer(column)));
const company = (...entities: readonly string[]): Parts =>
  each(['segment', 'industry', 'region', 'channel', 'owner'], (column) => on(entities, customer(column)));
const deals = own('opportunities', ...['owner', 'territory', 'manager', 'product', 'channel', 'kind', 'lost_reason']);
const leads: Parts = {
  ...own('leads', 'segment', 'subsegment', 'region', 'owner'),
  channel: { leads: leadChannel },
  campaign: { leads: campaignName },
};
const spending: Parts = {
  ...each(['channel', 'medium'], (column) => ({ ad_spend: `coalesce(x.${column}, ${plan(column)})` })),
  campaign: { ad_spend: campaignName },
};
const reps = (...entities: readonly string[]): Parts => ({
  ...each(['territory', 'manager'], (column) => on(entities, rep(column))),
  owner: on(entities, 'x.owner'),
});
/** The channel of the first or last touch in the 30 days up to a conversion. */
const touch = (order: string): string => `(
  select first(coalesce(t.channel, (
      select coalesce(max(k.channel), (
        select case when count(distinct s.channel) = 1 then min(s.channel) end
        from main.stg_ad_spend as s where s.campaign_id = t.campaign_id))
      from main.stg_campaigns as k where k.campaign_id = t.campaign_id))
    order by t.touched_at ${order}, t.touchpoint_id ${order})
  from main.stg_touchpoints as t
  where t.customer_id = x.customer_id and t.touched_at between x.converted_at - interval 30 day and x.converted_at)`;

/** Per mart. A metric on several marts is narrowed in all of them. */
export const partsOf: Readonly<Record<string, Parts>> = {
  orders,
  order_items: {
    ...orders,
    ...each(['category', 'product_type', 'product_name'], (column) => ({ order_items: product(column) })),
    badge: {
      order_items: `(select case when p.is_new then 'new' when p.is_signature then 'signature' else 'regular' end
        from main.stg_products as p where p.product_id = x.product_id)`,
    },
  },
  stock_days: {
    ...own('stock_days', 'location_id'),
    ...each(['location_name', 'region'], (column) => ({ stock_days: shop(column) })),
    ...each(['category', 'product_name'], (column) => ({ stock_days: product(column) })),
  },
  goal_days: {
    ...own('goals', 'location_id'),
    ...each(['location_name', 'region'], (column) => ({ goals: shop(column) })),
  },
  buyer_periods: buyer('segment', 'region', 'channel'),
  customers: {
    ...buyer('region', 'gender', 'channel'),
    age_group: on(buyers, ageGroup('c.joined_on')),
    is_member: on(buyers, `${memberOn} is not null`),
    has_app: on(buyers, customer('has_app')),
  },
  customer_periods: {
    ...buyer('region', 'gender'),
    age_group: on(buyers, ageGroup('$period_end::date - 1')),
    is_member: on(buyers, `coalesce(${memberOn} < $period_end::date, false)`),
  },
  visits: buyer('region', 'gender'),
  visit_periods: buyer('region', 'gender'),
  drink_spells: { ...buyer('region', 'gender'), age_group: on(buyers, ageGroup('c.joined_on')) },
  subscriptions: { ...company('subscriptions'), ...own('subscriptions', 'plan', 'billing_period') },
  customer_mrr: company('subscriptions'),
  mrr_movements: company('subscriptions'),
  customer_health: company('subscriptions'),
  payments: {
    ...own('payments', 'method'),
    ...each(['segment', 'region'], (column) => ({ payments: customer(column) })),
  },
  tickets: {
    ...own('tickets', 'category', 'channel', 'agent'),
    priority: { tickets: 'lower(x.priority)' },
    ...each(['segment', 'region'], (column) => ({ tickets: customer(column) })),
  },
  opportunities: deals,
  opportunity_stages: deals,
  activities: { ...reps('activities'), ...own('activities', 'kind') },
  quota_days: reps('goals'),
  leads,
  mql_periods: leads,
  lead_deals: leads,
  members: {
    ...leads,
    state_code: {
      leads: `case when x.country = 'US' and x.city is not null
        then case x.region when 'California' then 'CA' when 'Florida' then 'FL' end end`,
    },
  },
  ad_spend: spending,
  campaigns: {
    ...each(['channel', 'medium'], (column) => on(['campaigns', 'ad_spend'], plan(column))),
    campaign: on(['campaigns', 'ad_spend'], campaignName),
  },
  campaign_periods: {
    ...each(['channel', 'medium'], (column) => ({ ad_spend: plan(column) })),
    campaign: { ad_spend: campaignName },
  },
  touchpoints: {
    ...each(['channel', 'medium'], (column) => ({ touchpoints: `coalesce(x.${column}, ${plan(column)})` })),
    campaign: { touchpoints: campaignName },
  },
  conversions: { first_channel: { conversions: touch('asc') }, last_channel: { conversions: touch('desc') } },
  app_users: each(['platform', 'channel', 'country'], (column) => on(['events', 'users'], person(column))),
  user_activity: each(['platform', 'channel', 'country'], (column) => on(['events', 'users'], person(column))),
  user_periods: each(['platform', 'channel', 'country'], (column) => on(['events', 'users'], person(column))),
  users: each(['role', 'platform', 'channel', 'country'], (column) => on(['events', 'users'], user(column))),
  events: {
    ...own('events', 'country'),
    platform: { events: `coalesce(x.platform, ${user('platform')})` },
    role: { events: user('role') },
    feature_name: { events: `coalesce(${feature('feature_name')}, x.feature_id)` },
    area: { events: feature('area') },
  },
  device_days: {
    ...each(['model', 'firmware', 'location_id'], (column) => ({ device_days: device(column) })),
    ...each(['region', 'city', 'location_name'], (column) => ({ device_days: deviceShop(column) })),
  },
  device_periods: {
    ...each(['model', 'firmware'], (column) => ({ device_days: device(column) })),
    ...each(['region', 'location_name'], (column) => ({ device_days: deviceShop(column) })),
  },
  devices: {
    ...own('devices', 'model', 'firmware'),
    ...each(['region', 'city'], (column) => ({ devices: shop(column) })),
  },
};
