"""From an insight into the CRM: what to write, exactly once, and how to take it back."""
