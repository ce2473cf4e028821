"""The order's life: draft, submission, shipments, receipts."""
