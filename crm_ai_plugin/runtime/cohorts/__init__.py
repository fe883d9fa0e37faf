"""Questions about many deals at once.

=============  ========================================================================
``naming``     filters → the name of a cohort
``reading``    a workspace's deals as columns, kept for as long as they are the same
``analysing``  a question → the insight, kept by filters and state of the records
``drilling``   from a factor to deals to evidence
``waiting``    answers that take long: asked in the background, waited for
=============  ========================================================================
"""
