select * from odd.thing
