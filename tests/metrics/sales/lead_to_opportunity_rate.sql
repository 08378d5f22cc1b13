-- Leads made in the period that a deal names over all leads made in it.
select count(*) filter (where exists (from stg_opportunities as d where d.lead_id = l.lead_id)) / nullif(count(*), 0) from stg_leads as l where created_at >= $period_start and created_at < $period_end
