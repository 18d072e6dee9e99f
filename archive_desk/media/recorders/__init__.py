"""How recorders name, place and date their files, as data and one reader."""
