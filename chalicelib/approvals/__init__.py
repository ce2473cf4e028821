"""Decisions by emailed link or in the console."""
