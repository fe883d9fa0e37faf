"""Logging set-up: one JSON object per line to stderr, events and codes instead of sentences.

Nothing that came out of a CRM is logged, so lines hold ids, codes and counts.
"""

from __future__ import annotations

import io
import logging
import sys

import structlog


class _Stderr(io.TextIOBase):
    """Whatever stderr is when a line is written: loggers outlive redirections."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(level: str) -> None:
    """Configure structlog and the standard library's loggers."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=_Stderr(), format="%(levelname)s %(name)s %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=_Stderr()),
        cache_logger_on_first_use=True,
    )
