"""The loans screen: asking, signing, handing out and taking back.

May import services, domain values and the shared widgets. Other screens do not belong here; what
they do is asked for by an intention.
"""
