-- Leads made in the period that a deal names.
select count(*) from stg_leads as l where created_at >= $period_start and created_at < $period_end and exists (from stg_opportunities as d where d.lead_id = l.lead_id)
