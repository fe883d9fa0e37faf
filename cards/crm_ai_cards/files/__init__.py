"""Card files, one module per format: card → bytes (group ``crm_ai.card_files``)."""
