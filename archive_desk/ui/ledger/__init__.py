"""The register screen: the lending ledger, filtered and exported.

May import services, domain values and the shared widgets. Changing a loan does not belong here.
"""
