"""The desk without a window: one module per group of commands.

May import services and what is below the machinery; never the machinery itself, never Qt.
Decisions do not belong here: a command parses, calls one verb, and prints.
"""
