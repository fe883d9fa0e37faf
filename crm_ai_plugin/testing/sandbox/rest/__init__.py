"""Kontor, a made-up CRM with a REST interface that is odd in every way in which real ones are odd somewhere.

It has deals ("ventures"), companies ("houses"), people, mails, calls and meetings ("moments"), notes ("memos") and
tasks ("chores"). ``kontor.yaml`` beside this file declares it for the REST connector; there is no Python for it.

=============  ==========================================================================================
what           how it is odd
=============  ==========================================================================================
credentials    two headers at once and a ``User-Agent``; a dead key is 403, never 401
lists          ``kontor.result.rows[].row``; the next page in a ``Link`` header, a token in the body, an address
               in the body, an offset in a POST body with a 404 past the end, or pages from zero with a yes or no
ids            numbers; a person's is an object; clerks and phases are objects with ids as keys
values         times as milliseconds, seconds, ISO with an offset, or without a zone in India's time; days as
               ``24.12.2026`` and ``2026/12/24``; money in cents in an object; stages by number
people         joined to ventures by a list of their own
own fields     a list of slots under opaque numbers, found by label; an unknown slot is dropped without a word
writes         wrapped; a memo's answer names no id; a venture's needs the revision it was read at
errors         inside a 200
limits         429 with a date instead of ``Retry-After``, or a wait inside a 200
webhooks       signed, and only hints: which record, not what it says
=============  ==========================================================================================
"""
