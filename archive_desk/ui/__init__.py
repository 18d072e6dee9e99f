"""Windows for people: one folder per screen, joined by the main window.

May import services and what is below the machinery, and `media.player` from the playback screen
alone. Screens never import each other. Rules, SQL and files do not belong here.
"""
