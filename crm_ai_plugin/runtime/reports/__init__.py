"""Reports: an insight gathered on demand, and its card as a file."""
