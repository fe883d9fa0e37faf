"""Measurements, each printing both sides of a comparison from one run: ``make bench``."""
