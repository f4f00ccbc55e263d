"""Alembic scripts, run by path."""
