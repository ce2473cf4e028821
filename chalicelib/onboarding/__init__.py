"""Registration cases and their workflow."""
