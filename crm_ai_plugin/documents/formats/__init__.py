"""Formats, one file each with ``ENDINGS`` and ``read(data, bounds)``; ``parsing`` finds them by looking here."""
