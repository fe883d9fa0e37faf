"""Personas of contacts: built, kept in step, and overruled by people."""
