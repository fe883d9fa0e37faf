"""A person's rights: where their data lie, and how they are forgotten."""
