"""Settings: how the desk looks and speaks to this person, and the facts of the office.

May import services, the windows' common rooms and `domain`; never another screen.
"""
