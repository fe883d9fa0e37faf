"""Alerts at work: rules of a workspace, what they found, and who is told."""
