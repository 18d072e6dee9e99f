"""The journal (操作日志): who did what, when, on what; verifying and exporting the chain.

May import services, the windows' common rooms and `domain`; never another screen.
"""
