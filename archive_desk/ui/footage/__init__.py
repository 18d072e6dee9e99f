"""The footage screen: the catalogue as a list or as pictures, filters, and one recording in detail.

May import services, domain values and the shared widgets. Playing, linking, burning and lending
are asked of other screens; reading files and SQL do not belong here.
"""
