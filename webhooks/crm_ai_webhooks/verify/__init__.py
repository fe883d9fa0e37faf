"""Signature schemes, one small module each, around one time window and one comparison.

============  ===================================================================
module        scheme
============  ===================================================================
hubspot_v3    HMAC-SHA256 over method, URI, body and timestamp; base64
window        how far a timestamp may be from now, on either side
compare       constant-time comparison against every active secret
header        reads one header of unknown content
============  ===================================================================

A scheme offers ``verify(delivery, secrets, now)``, which raises `WebhookRejected` and nothing else, and
``sign(...)`` for tests, benchmarks and sandboxes.
"""
