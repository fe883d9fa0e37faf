"""HTTP that connects only where it may and ends in time: for connectors and for webhooks that go out."""
