"""The main job on a sandbox CRM, told step by step: ``crm-ai demo``."""
