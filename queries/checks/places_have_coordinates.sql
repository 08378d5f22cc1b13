-- Every city where a member lives has coordinates, so that the map shows it.
-- severity: warn
select
  members.place,
  count(*) as members
from members
left join places using (place)
where members.place is not null
  and places.latitude is null
group by members.place
order by members.place
