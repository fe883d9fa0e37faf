"""What an error means that comes after a write was applied and before it was read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crm_ai_plugin.errors import CrmAiError, ReauthoriseError, RetryableError


@contextmanager
def applied(label: str) -> Iterator[None]:
    """Let whatever goes wrong in the block say that the write before it may stand.

    A read that fails then says nothing about the write, not even when it fails for good: the next attempt has
    to look. Only dead credentials stay what they are.

    Args:
        label: The CRM's name.
    """
    try:
        yield
    except RetryableError as error:
        error.uncertain = True
        raise
    except ReauthoriseError:
        raise
    except CrmAiError as error:
        raise RetryableError(
            f"{label} took what was written and does not show it: {error.user_message}",
            code="not_read_back",
            detail=error.detail,
            uncertain=True,
        ) from error
