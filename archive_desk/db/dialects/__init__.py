"""What differs between the databases an archive may have: one module for each, the same verbs.

The queries of `db` are written once for all of them. What is said differently (search, backup,
checks, locks, the words of an error) is asked of `db.dialects.choice`. No service asks which
database it has.
"""
