"""Footage and its bytes: recorders' habits, the vault of originals, copying, probing, playing.

Owns PyAV, Pillow and libVLC. May import `domain` and the plain helpers. Who may look does not
belong here.
"""
