"""The contract suite of a connector that is declared in YAML, against any API, with no Python.

A *kit file* beside the definition names a deal that is in the CRM and what must be seen of it. Bad days are
made by a proxy on this machine between connector and CRM.
"""
