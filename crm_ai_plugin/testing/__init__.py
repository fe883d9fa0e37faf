"""What partners import to try and to test: a sandbox CRM, a generated world of deals, contract suites."""
