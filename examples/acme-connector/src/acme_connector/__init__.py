"""Connects crm-ai-plugin to Acme."""
