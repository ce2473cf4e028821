"""How fast it is: `make bench` prints every figure, `make bench BENCH=name` those of one module.

Tests assert what holds on every machine (counts, ratios, that results agree) with the same functions.
"""
