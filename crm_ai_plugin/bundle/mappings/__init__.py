"""Mappings for known public tables; data, found by name."""
