"""Notices to the world outside the CRM: signed webhooks and e-mail, each once, tried again until it was taken."""
