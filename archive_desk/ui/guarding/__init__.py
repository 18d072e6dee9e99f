"""Guarding the archive: checking all it holds, and backups of its database.

May import services, the windows' common rooms and `domain`; never another screen.
"""
