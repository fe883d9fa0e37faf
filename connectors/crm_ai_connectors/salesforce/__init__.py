"""Salesforce, through ``simple-salesforce`` in direct mode."""
