"""One thin module a service."""
