"""Signing in: sessions, first passwords, and who I am."""
