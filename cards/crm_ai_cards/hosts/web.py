"""The card page: a fragment to embed, or a page that stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import ClassVar

from markupsafe import Markup

from ..blocks import Slot
from ..document import Card
from ..markup import Attribute, join, tag
from ..text import clean
from ..words import moment

_ASSETS = ("card.css", "card.js", "card.svg")


class WebHost:
    """Writes a card as HTML. The markup needs no inline script or style."""

    key: ClassVar[str] = "web"
    media_type: ClassVar[str] = "text/html"

    def render(self, card: Card) -> str:
        """Return the card as a fragment without buttons."""
        return str(_article(card, interactive=False))

    def page(
        self,
        card: Card,
        *,
        stylesheet: str | None = None,
        script: str | None = None,
        icon: str | None = None,
        api: str | None = None,
    ) -> str:
        """Return a whole page.

        Args:
            card: The card.
            stylesheet: Address of ``card.css``; None writes the styles into the page, for a file that
                stands alone.
            script: Address of ``card.js``; with `api` it makes the buttons work.
            icon: Address of ``card.svg``.
            api: Address below which ``/actions/{id}`` takes a step's new state.
        """
        interactive = script is not None and api is not None
        styles = (
            tag("link", rel="stylesheet", href=stylesheet)
            if stylesheet
            else tag("style", Markup(self.assets()["card.css"].decode()))  # noqa: S704  # our own file
        )
        head = tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("title", card.heading),
            tag("link", rel="icon", href=icon) if icon else "",
            styles,
            tag("script", src=script, defer=True) if interactive else "",
        )
        attributes: dict[str, Attribute] = {"data_api": api} if interactive else {}
        main = tag("main", _article(card, interactive=interactive), id="card", **attributes)
        status = (
            tag("p", role="status", aria_live="polite", id="card-status", class_="crm-status")
            if interactive
            else ""
        )
        # In a landmark of its own: whoever walks a page by those would pass it by.
        title = tag("header", tag("h1", card.heading, class_="crm-unseen"))
        page = tag(
            "html", head, tag("body", title, main, status, class_="crm-page"), lang=_language(card.language)
        )
        return f"<!doctype html>\n{page}\n"

    def assets(self) -> Mapping[str, bytes]:
        """Return the files the page needs, by name."""
        folder = resources.files("crm_ai_cards.hosts") / "assets"
        return {name: (folder / name).read_bytes() for name in _ASSETS}


def _article(card: Card, *, interactive: bool) -> Markup:
    view = card.view(interactive=interactive)
    slots: dict[Slot, list[Markup]] = {"top": [], "main": [], "side": []}
    for block in card.blocks:
        slots[block.slot].append(block.html(view))
    when = tag("time", moment(card.as_of), datetime=card.as_of.isoformat())
    meta = tag(
        "p",
        tag("strong", card.title),
        tag("span", "as of ", when),
        tag("span", f"version {card.version}"),
        class_="crm-meta",
    )
    return tag(
        "article",
        tag("header", meta, *slots["top"], class_="crm-top"),
        tag("div", join(*slots["main"]), class_="crm-main"),
        tag("div", join(*slots["side"]), class_="crm-side"),
        tag("footer", tag("p", f"{card.origin}."), class_="crm-foot"),
        class_="crm-card",
        data_card=card.id,
        data_kind=card.kind,
        data_version=card.version,
    )


def _language(tag_: str) -> str:
    return clean(tag_, 35) or "en"
