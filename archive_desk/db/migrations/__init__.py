"""Alembic's scripts: numbered, self-contained, one idea each, never edited once landed."""
