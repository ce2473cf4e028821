"""Campaigns: what a promotion is and whom it is for."""
