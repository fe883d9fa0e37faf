"""Connecting CRMs by their consent pages, disconnecting them, and knowing how their credentials are."""
