"""What the books say about themselves: their verification, and the audit trail."""
