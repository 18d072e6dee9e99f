"""Taking footage in (采集): choose a card, look it over, copy and prove it, say what can go."""
