"""On which terms a dealer trades, after its registration: what staff change of it."""
