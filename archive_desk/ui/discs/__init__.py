"""Discs (光盘): planning sets as pictures of filled discs, making images, keeping the register.

May import the shell of `ui`, services and what is below the machinery. Other screens do not
belong here.
"""
