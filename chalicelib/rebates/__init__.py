"""Rebate programs, the calculation, and settlement runs."""
