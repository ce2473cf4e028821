"""The quote: what a basket costs a dealer, explained."""
