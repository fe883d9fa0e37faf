"""HubSpot, through its dated API.

======================  ==========================================================================
module                  what it does
======================  ==========================================================================
wire, auth              the network: pooled calls; tokens
client                  calls with budget, retries and a token
install                 from an admin's consent to a connection, and back
answers                 what an answer means: errors, partial failures, quota
objects                 HubSpot's endpoints as plain calls
mapper/                 vendor JSON ↔ records, pure
reader, bulk, convert   one deal with all around it; all records of a kind
writer, fields,         notes and tasks; fields; the properties they live in
definitions
======================  ==========================================================================
"""

from .config import HubSpotConfig
from .connector import HubSpotConnector
from .factory import HubSpotConnectorFactory

__all__ = ["HubSpotConfig", "HubSpotConnector", "HubSpotConnectorFactory"]
