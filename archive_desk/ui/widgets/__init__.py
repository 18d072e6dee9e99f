"""Widgets that several screens share; they know values, never services."""
