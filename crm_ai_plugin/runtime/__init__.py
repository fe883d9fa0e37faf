"""Composition: the only room that sees connectors, features, receivers, cards and the store at once.

An event's way through it: :mod:`.events` (accept, parse, coalesce) → :mod:`.advice` (pull, measure, decide,
store) → :mod:`.write_back` (plan, deliver, undo). :mod:`.pulls` brings whole CRMs and files. :mod:`.jobs`
holds what RQ calls by name, :mod:`.dispatch` says "look", :mod:`.sweeping` finds what was accepted and never
done, :mod:`.processes` runs it all, :mod:`.services` puts it together.
"""
