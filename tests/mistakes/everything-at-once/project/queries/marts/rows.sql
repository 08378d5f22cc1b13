select nothing from stg_broken_row
