-- Everyone who asked. Where the source knows the channel, that is it. Else "How did you hear about us" is free text:
-- spellings of one thing become one channel, an answer that fits none counts as "Other answer", and no answer stays
-- NULL. No lead is dropped, however rare or long its answer. Where no lead of the brand was ever won, or none ever given
-- up, that is not told by the source, rather than known not to be.
with people as (
  select * from stg_leads
),

homes as (
  select * from lead_places
),

plans as (
  select * from campaigns
),

answers as (
  select
    lead_id,
    lower(channel_text) as answer
  from people
),

told as (
  select
    bool_or(converted_on is not null) as tells_wins,
    bool_or(is_disqualified is not null) as tells_losses
  from people
),

channels as (
  select
    lead_id,
    case
      when answer is null or answer in ('n/a', 'na', 'none', 'unknown', '-', '.', '?') then null
      when regexp_matches(answer, 'linked ?-?in') then 'LinkedIn'
      when regexp_matches(answer, 'podcast') then 'Podcast'
      when regexp_matches(answer, 'transition|skillbridge|\btap\b') then 'Transition program'
      when regexp_matches(answer, 'e-?mail|newsletter') then 'Newsletter'
      when regexp_matches(answer, '\bevents?\b|summit|conference|career fair') then 'Event'
      when regexp_matches(answer, 'google|search|bing') then 'Web search'
      when regexp_matches(answer, 'facebook|instagram|twitter|social media') then 'Other social media'
      when regexp_matches(answer, 'friend|colleague|team ?mate|buddy|word of mouth|wife|husband|spouse') then 'Friend or colleague'
      when regexp_matches(answer, 'recruiter|employer') then 'Employer or recruiter'
      else 'Other answer'
    end as told_channel
  from answers
)

select
  people.lead_id,
  people.created_at,
  people.created_at::date as created_on,
  coalesce(people.channel, channels.told_channel) as channel,
  people.channel_text,
  people.campaign_id,
  coalesce(plans.campaign, people.campaign_id) as campaign,
  people.owner,
  people.segment,
  people.subsegment,
  people.region,
  people.country,
  people.qualified_on,
  people.accepted_on,
  people.converted_on,
  people.customer_id,
  people.is_membership,
  case when told.tells_losses then coalesce(people.is_disqualified, false) end as is_disqualified,
  -- What was entered after the fact says nothing about how long things take.
  case when people.qualified_on >= people.created_at::date then people.qualified_on - people.created_at::date end as days_to_qualify,
  case when people.converted_on >= people.created_at::date then people.converted_on - people.created_at::date end as days_to_convert,
  people.created_at::date + 90 as matured_on,
  case when told.tells_wins then coalesce(people.converted_on < people.created_at::date + 90, false) end as is_won_within_90_days,
  homes.city,
  homes.state_code,
  homes.place
from people
cross join told
join channels using (lead_id)
left join plans using (campaign_id)
left join homes using (lead_id)
