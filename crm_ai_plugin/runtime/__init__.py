"""Composition: the only room that sees connectors, features, receivers, cards and the store at once.

An event's way through it: :mod:`.intake` (accept) → :mod:`.draining` (parse, dedupe, coalesce) →
:mod:`.refreshing` (pull, measure, decide, store) → :mod:`.delivering` (write back). :mod:`.jobs` holds
what RQ calls by name, :mod:`.sweeping` finds what was accepted and never done.
"""
