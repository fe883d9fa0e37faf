"""What connectors share of talking HTTP: when to repeat a call, tokens, calls side by side."""
