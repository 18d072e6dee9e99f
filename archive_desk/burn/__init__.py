"""Discs: plan, image, verification and burning.

Owns pycdlib and the burning programs. May import `domain` and the plain helpers. The disc register
and rights do not belong here.
"""
