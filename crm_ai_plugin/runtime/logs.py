"""Logging set-up: one JSON object per line to stderr, events and codes instead of sentences.

Nothing that came out of a CRM is logged, so lines hold ids, codes and counts.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Configure structlog and the standard library's loggers."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Looked up for each line, and so not cached: loggers outlive redirections of stderr.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
