-- "How did you hear about us" is asked as free text. Spellings of one thing become one channel; an answer that fits
-- none counts as "Other answer", and no answer stays NULL. No lead is dropped, however rare or long its answer.
with crm as (
  select * from stg_crm_lead
),

homes as (
  select * from lead_places
),

answers as (
  select
    lead_id,
    lower(channel_answer) as answer
  from crm
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
    end as channel
  from answers
)

select
  crm.lead_id,
  crm.created_on,
  crm.converted_on,
  crm.lead_source,
  channels.channel,
  crm.channel_answer,
  crm.branch,
  crm.tribe,
  homes.city,
  homes.state_code,
  homes.place
from crm
join channels using (lead_id)
left join homes using (lead_id)
