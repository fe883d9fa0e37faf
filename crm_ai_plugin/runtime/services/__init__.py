"""The composition root: everything an entry point (web, worker, command) needs, a module per topic.

A new topic is a module here, a class that builds on the topics it needs, and one more base of `Services`.
"""

from __future__ import annotations

from .cohorts import Cohorts
from .ground import REDIS_URL_FILE, redis_url
from .installs import Installs
from .listing import Lists
from .notices import Notices
from .objections import Objections
from .personas import People
from .privacy import Privacy
from .results import Results
from .rights import Rights

__all__ = ["REDIS_URL_FILE", "Services", "redis_url"]


class Services(Notices, Objections, People, Installs, Results, Cohorts, Privacy, Rights, Lists):
    """Built once per process and passed down; nothing here is a global."""
