"""Returns: goods of an order that come back, and what is credited for them."""
