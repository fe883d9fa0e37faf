"""Vendor JSON ↔ canonical records: pure functions, no network, no clock."""
