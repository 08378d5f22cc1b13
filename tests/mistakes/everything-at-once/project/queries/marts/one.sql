select a from two
