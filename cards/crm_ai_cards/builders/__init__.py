"""Insight to card, one file per kind of insight."""
