"""Who may come in: people who sign in, keys of machines, pages inside a CRM."""
