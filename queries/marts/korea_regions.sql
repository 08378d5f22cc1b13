-- The seventeen provinces and large cities of Korea on a grid of tiles, each about where it lies: a map without borders,
-- on which a small city is as easy to read as a large province.
select *
from (values
  ('인천', 1, 1),
  ('서울', 1, 2),
  ('경기', 1, 3),
  ('강원', 1, 4),
  ('충남', 2, 1),
  ('세종', 2, 2),
  ('충북', 2, 3),
  ('경북', 2, 4),
  ('전북', 3, 1),
  ('대전', 3, 2),
  ('대구', 3, 3),
  ('울산', 3, 4),
  ('광주', 4, 1),
  ('전남', 4, 2),
  ('경남', 4, 3),
  ('부산', 4, 4),
  ('제주', 5, 1)
) as regions (region, tile_row, tile_column)
