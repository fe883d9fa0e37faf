"""The definitions that are shipped; each says how far it was verified."""
