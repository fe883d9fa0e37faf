"""One module per command; each has ``register(app)``. A new file here is a new command."""
