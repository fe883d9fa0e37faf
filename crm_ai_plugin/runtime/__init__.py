"""Composition: the only room that sees connectors, features, receivers, cards and the store at once.

An event's way through it: :mod:`.events` (accept, parse, coalesce) → :mod:`.advice` (pull, measure, decide,
store) → :mod:`.write_back` (plan, deliver, undo). :mod:`.objections` answers when asked. :mod:`.wording` and
:mod:`.language_model` are what all processes share when a model words. :mod:`.installs` connects CRMs,
:mod:`.pulls` keeps their records and those of files in step. :mod:`.jobs`
holds what RQ calls by name, :mod:`.dispatch` says "look", :mod:`.sweeping` finds what was accepted and never
done, :mod:`.processes` runs it all, :mod:`.services` puts it together.
"""
