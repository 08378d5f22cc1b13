-- Nothing is <b>odd</b> {{ 7*191 }}.
-- severity: warn
select name from things where name like '%script%' order by all
