"""A CRM with a REST interface, declared in YAML.

==========================  ======================================================================
module                      what it does
==========================  ======================================================================
model/                      the shape of a definition, section by section
loading, checks, schema     reads one; says line by line what is wrong; JSON Schema for editors
paths, templates            where values lie; plain substitution
client, hosts, credentials  the network: allowed hosts, authentication, budget, retries
answers, limits             what an answer means; when to come back
extract, paging             lists: items and pages
strategies, filtering,      what changed since the last time
positions
coerce, lookups, mapping    raw records → canonical ones
objects, reader, bulk       single records; one deal with all around it; all records of a kind
writer, fields              notes and tasks; fields
install                     from an admin's consent to a connection, and back
hooks                       allowed Python functions for the unusual
check                       tries a definition on a real CRM
definitions/                what is shipped
==========================  ======================================================================
"""

from .check import Check, check
from .config import RestConfig
from .connector import RestConnector
from .factory import RestConnectorFactory
from .loading import DefinitionError, Problem, load, shipped
from .model import Definition

__all__ = [
    "Check",
    "Definition",
    "DefinitionError",
    "Problem",
    "RestConfig",
    "RestConnector",
    "RestConnectorFactory",
    "check",
    "load",
    "shipped",
]
