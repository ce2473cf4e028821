"""Locations, levels and movements."""
