select a from one
