"""Accounts, entries, credit, invoices, payments and statements."""
