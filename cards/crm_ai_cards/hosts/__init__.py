"""Card to text, one file per place it is shown in."""
