"""What is true of an archive: values, rules and counting, in the standard library alone.

No clock, no disk, no database, no Qt; time is handed in. May import nothing of Archive Desk but
itself. What talks to the outside world does not belong here.
"""
