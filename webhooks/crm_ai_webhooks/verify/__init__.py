"""Signature schemes, one small module each, around one time window and one comparison.

============  ===================================================================
module        scheme
============  ===================================================================
table         which of the next five a `Verification` means
hmac_header   keyed hash in a header, every detail of it data
echo          the secret repeated in the body
basic         HTTP Basic
shared_key    the secret in a header or in the query
unsigned      nothing
hubspot_v3    HMAC-SHA256 over method, URI, body and timestamp; base64
keys          from stored secrets to keys
window        how far a timestamp may be from now, on either side
compare       constant-time comparison against every active secret
header        reads one header of unknown content
============  ===================================================================

A scheme offers ``verify``, which raises `WebhookRejected` and nothing else, and where that is more than
copying a secret ``sign`` for tests, benchmarks and sandboxes. HubSpot's scheme is no row of the table: it
alone signs its own decoding of the address, and one secret for all connections.
"""
