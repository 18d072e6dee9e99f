"""The home screen (工作台): what is due today, what can be done, what happened last.

May import services, the windows' common rooms and `domain`; never another screen.
"""
