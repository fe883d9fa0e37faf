"""Whole CRMs and files into the store."""
