-- Everyone who asked. Where the source knows the channel, that is it. Else "How did you hear about us" is free text:
-- spellings of one thing become one channel, an answer that fits none counts as "Other answer", and no answer stays
-- NULL. No lead is dropped, however rare or long its answer. Where no lead of the brand was ever won, or none ever given
-- up, that is not told by the source, rather than known not to be.
with leads as (
  select * from stg_leads
),

answers as (
  select
    lead_id,
    lower(channel_text) as answer
  from leads
),

told as (
  select
    bool_or(converted_on is not null) as tells_wins,
    bool_or(is_disqualified is not null) as tells_losses
  from leads
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
  leads.lead_id,
  leads.created_at,
  leads.created_at::date as created_on,
  coalesce(leads.channel, channels.told_channel) as channel,
  leads.channel_text,
  leads.campaign_id,
  coalesce(campaigns.campaign, leads.campaign_id) as campaign,
  leads.owner,
  leads.segment,
  leads.subsegment,
  leads.region,
  leads.country,
  leads.qualified_on,
  leads.accepted_on,
  leads.converted_on,
  leads.customer_id,
  leads.is_membership,
  case when told.tells_losses then coalesce(leads.is_disqualified, false) end as is_disqualified,
  -- What was entered after the fact says nothing about how long things take.
  case when leads.qualified_on >= leads.created_at::date then leads.qualified_on - leads.created_at::date end as days_to_qualify,
  case when leads.converted_on >= leads.created_at::date then leads.converted_on - leads.created_at::date end as days_to_convert,
  leads.created_at::date + 90 as matured_on,
  case when told.tells_wins then coalesce(leads.converted_on < leads.created_at::date + 90, false) end as is_won_within_90_days,
  lead_places.city,
  lead_places.state_code,
  lead_places.place
from leads
cross join told
join channels using (lead_id)
left join campaigns using (campaign_id)
left join lead_places using (lead_id)
