"""The steps of an erasure, a module with a `STEP` each."""
