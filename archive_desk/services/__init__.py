"""What a person can do, in verbs.

Each method takes the acting person first, checks the right, opens one transaction, calls the
machinery and writes the journal. May import the machinery rooms and everything below them.
Windows, printing of messages and SQL do not belong here.
"""
