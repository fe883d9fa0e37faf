"""One request to the provider, within a time, as one of our errors or a raw answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Literal
from urllib.parse import quote

import httpx2
import openai

from . import chat_api, embeddings_api, responses_api
from .embeddings_api import EmbeddingRequest, RawVectors
from .failures import as_our_error
from .raw_answer import RawAnswer, bad_output
from .request import ModelRequest
from .transport import DeadlineTransport

ApiMode = Literal["responses", "chat"]
VENDOR_URL = "https://api.openai.com/v1"

_MODES: Mapping[ApiMode, ModuleType] = {"responses": responses_api, "chat": chat_api}


class Connection:
    """The `openai` package, with its own retries off and its timeouts made deadlines.

    Args:
        api_key: The key.
        base_url: Of any server that speaks the API; the vendor's when None.
        organisation: Billed, where a key may use several.
        mode: Which of the two APIs.
        proxy: URL of an HTTP proxy.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        organisation: str | None = None,
        mode: ApiMode = "responses",
        proxy: str | None = None,
    ) -> None:
        self._http = httpx2.Client(
            transport=DeadlineTransport(proxy),
            follow_redirects=False,  # the key would follow as well
            headers={"Accept-Encoding": "identity"},
        )
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url or VENDOR_URL,
            organization=organisation,
            max_retries=0,
            http_client=self._http,
            default_headers={"Accept-Encoding": "identity"},
        )
        self._mode = _MODES[mode]

    def ask(self, request: ModelRequest, seconds: float) -> RawAnswer:
        """Return what came back within `seconds`.

        Raises:
            CrmAiError: of one of the kinds that `LanguageModel.complete` names.
        """
        answer_of: Callable[[Mapping[str, Any]], RawAnswer] = self._mode.answer_of
        body = self._call(
            lambda: self._client.post(
                self._mode.PATH,
                cast_to=httpx2.Response,
                body=self._mode.body_of(request),
                options={"timeout": seconds},
            )
        )
        return answer_of(body)

    def embed(self, request: EmbeddingRequest, seconds: float) -> RawVectors:
        """Return what came back within `seconds`.

        Raises:
            CrmAiError: as `ask`.
        """
        body = self._call(
            lambda: self._client.post(
                embeddings_api.PATH,
                cast_to=httpx2.Response,
                body=embeddings_api.body_of(request),
                options={"timeout": seconds},
            )
        )
        return embeddings_api.answer_of(body)

    def shutdown_date(self, model: str, seconds: float) -> str | None:
        """Return the last day of a model, as the provider says it; None when none is set.

        Raises:
            CrmAiError: the provider can't be asked, or has no such model.
        """
        # Other servers list models in their own ways, so this is read as leniently as an answer.
        found = self._call(
            lambda: self._client.get(
                f"/models/{quote(model, safe='')}", cast_to=httpx2.Response, options={"timeout": seconds}
            )
        ).get("shutdown_date")
        return found if isinstance(found, str) else None

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _call(self, send: Callable[[], httpx2.Response]) -> Mapping[str, Any]:
        try:
            content = send().content
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            # Not chained: the vendor's error holds request and response.
            raise as_our_error(error) from None
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            raise bad_output("it is no JSON") from None
        if not isinstance(body, Mapping):
            raise bad_output("it is no JSON object")
        return body
