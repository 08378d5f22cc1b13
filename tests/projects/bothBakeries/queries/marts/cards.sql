select guest, name, issued_on from stg_club_card
