"""The way in: choosing or founding an archive, and signing in.

May import services and the windows' common rooms; never a screen.
"""
