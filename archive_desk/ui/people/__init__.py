"""People and their accounts, for whoever manages them.

May import services, the windows' common rooms and `domain`; never another screen.
"""
