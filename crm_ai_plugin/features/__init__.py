"""Kinds of insight. Each folder is a feature that an entry point of ``crm_ai.features`` names."""
