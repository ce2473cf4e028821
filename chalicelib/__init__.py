"""Qudao: one set of books for a manufacturer and its dealers."""
