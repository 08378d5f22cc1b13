-- The share of them.
select count(case when city is not null and case when country = 'US' then case region when 'California' then 'CA' when 'Florida' then 'FL' end end is not null then city || case when country = 'US' then case region when 'California' then 'CA' when 'Florida' then 'FL' end end end) / nullif(count(*), 0) from stg_leads where converted_on < $period_end and is_membership
