"""Sharing by link: a frozen card for whoever has the link, for a time, and nothing else."""
