"""The screen of the office's recorders: register, clocks, how they write times and names."""
