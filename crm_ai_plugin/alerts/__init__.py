"""Alerts: patterns to look for in open deals, and which findings are worth a word. Pure: records in, decisions out."""
