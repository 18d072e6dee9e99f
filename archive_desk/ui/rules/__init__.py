"""The screen of the rules: what the regulations say, the office's versions, the holidays.

May import services and the shared widgets; other screens are strangers.
"""
