"""From a webhook to work: accept, verify, make durable, parse, drop repeats and echoes, coalesce."""
