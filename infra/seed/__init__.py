"""A small company with some months of trade, made through the project's own commands with the clock set."""
