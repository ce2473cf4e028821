"""The maker's own settings and staff."""
