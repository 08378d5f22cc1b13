select guest, name, issued_on from club.card
