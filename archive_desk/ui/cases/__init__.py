"""Case files (案卷): the list, one case with its stages, documents and what it lacks.

May import services, the windows' common rooms and `domain`; never another screen.
"""
