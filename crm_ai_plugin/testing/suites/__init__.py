"""Contract suites of our own connectors, as ``crm-ai connector test NAME`` runs them.

They stand here and not in the connectors' packages because they need the sandbox CRMs, and they find the connector by
its entry point, as everything else does.
"""
