"""The screen of appraisal (鉴定): what has run its term, rounds, destruction lists, holds.

May import services, domain and the shared parts of `ui`; never another screen.
"""
