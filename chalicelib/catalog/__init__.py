"""Products and price lists."""
