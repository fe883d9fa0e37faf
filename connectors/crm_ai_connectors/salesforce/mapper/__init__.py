"""Rows of Salesforce as canonical records. Pure: a row is a flat mapping, parents' fields by dotted names."""
