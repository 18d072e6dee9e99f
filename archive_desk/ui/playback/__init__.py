"""The player's screen: the picture with its true time, the transport, the marks.

May import services, `media.player`, and the windows' common parts. Rights are asked of
`services.viewing`; nothing here reads the vault or the database.
"""
