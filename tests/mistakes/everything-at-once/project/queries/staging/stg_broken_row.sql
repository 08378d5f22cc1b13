select * from broken.row
