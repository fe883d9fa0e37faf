"""What ``crm-ai connector`` does for those who write connectors."""
