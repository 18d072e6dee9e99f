"""The archive's database: engine, private tables, one module of queries per subject, upgrades.

Owns SQLAlchemy and Alembic. Gives and takes frozen values of `domain`; no row leaves this room.
May import `domain` and the plain helpers. Rights and rules do not belong here.
"""
