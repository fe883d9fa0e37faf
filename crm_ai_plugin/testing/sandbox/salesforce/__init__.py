"""The Salesforce face of the sandbox: OAuth, data API, Bulk 2.0, limits, Outbound Messages."""
