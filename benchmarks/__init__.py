"""Measurements, each printing both sides of a comparison from one run: ``make bench``.

Every module here is one benchmark: a docstring, ``run(size)``, the sizes ``FULL`` and ``TINY``. What they
share is in :mod:`.support`.
"""
