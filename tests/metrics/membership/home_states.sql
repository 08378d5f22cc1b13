-- Different states of those whose city is known too.
select count(distinct case when city is not null then case when country = 'US' then case region when 'California' then 'CA' when 'Florida' then 'FL' end end end) from stg_leads where converted_on < $period_end and is_membership
