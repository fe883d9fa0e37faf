"""The HubSpot face of the sandbox: OAuth, objects, search, associations, properties, owners, webhooks."""
