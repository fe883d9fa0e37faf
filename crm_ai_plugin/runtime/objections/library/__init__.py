"""A workspace's library: claims and answer templates that somebody named has approved.

==============  =======================================================================
``plain``       what a text of the library may hold
``content``     a claim and a template, checked
``entry``       an entry as people see it: its versions and how far they are
``workflow``    draft → in review → approved, rejected; pure
``keeping``     adding, editing, deciding, rolling back, with the audit log
``shelf``       what answers are made from, read once per process and change
``notations``   JSON, CSV and YAML, with the line of each entry
``exchange``    import, all or nothing, and export
==============  =======================================================================
"""
