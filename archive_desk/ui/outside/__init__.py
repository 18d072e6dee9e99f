"""The screen of what goes to the outside: disclosure, parties, complaints, and call-ups.

May import services, domain values and the shared widgets. Lending does not belong here.
"""
