"""Salesforce, through ``simple-salesforce`` in direct mode.

==========================  ======================================================================
module                      what it does
==========================  ======================================================================
client, transport           the network: pooled calls, timeouts, budget, retries, the day's quota
auth, install, refusals     tokens; connecting an org; what a refusal means
ids, soql                   what may go into a path or query
answers                     what an answer means: errors and quota
queries, objects, bulk_job  many queries in one call; single records; Bulk API 2.0 step by step
mapper/                     rows → records, pure
reader, changes, convert    one deal with all around it; all records of a kind
notes, tasks, fields        write-back
==========================  ======================================================================
"""

from .config import SalesforceConfig
from .connector import SalesforceConnector
from .factory import SalesforceConnectorFactory

__all__ = ["SalesforceConfig", "SalesforceConnector", "SalesforceConnectorFactory"]
