"""Simple pages for people: a title and a few parts, all text in them escaped, nothing inline."""

from __future__ import annotations

from flask import Response
from markupsafe import Markup

from ..errors import CrmAiError
from . import problems
from .assets import FOLDER
from .state import state

HTML = "text/html; charset=utf-8"


def page(title: str, *parts: Markup, heading: str | None = None) -> str:
    """Return a whole page.

    Args:
        title: Of the window, and the heading unless there is another.
        parts: Below the heading.
        heading: What is wrong, or what was done, in one sentence.
    """
    style, icon = asset("card.css"), asset("card.svg")
    link = Markup('<link rel="stylesheet" href="{}">').format(style) if style else Markup()
    link += Markup('<link rel="icon" href="{}">').format(icon) if icon else Markup()
    return str(
        Markup(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark"><title>{title}</title>{link}</head>'
            '<body class="crm-page"><main class="crm-message"><h1>{heading}</h1>{parts}</main></body></html>\n'
        ).format(
            title=title, link=link, heading=title if heading is None else heading, parts=Markup().join(parts)
        )
    )


def refused(title: str, error: CrmAiError) -> Response:
    """Return a page that says what is wrong and what to do about it."""
    answer = problems.from_error(error)
    return _said(answer, title, error.user_message, error.hint)


def said(answer: Response, title: str, text: str) -> Response:
    """Return the page that says what a problem document says."""
    return _said(answer, title, text, None)


def sentence(text: str) -> str:
    """Return `text` as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def paragraph(text: str) -> Markup:
    """Return a paragraph."""
    return Markup("<p>{}</p>").format(text)


def listed(items: list[Markup]) -> Markup:
    """Return a list; nothing when it is empty."""
    if not items:
        return Markup()
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def asset(name: str) -> str | None:
    """Return the address of one of the files that pages need."""
    found = state().assets.find(name)
    return state().path(FOLDER.strip("/"), found) if found else None


def _said(answer: Response, title: str, text: str, hint: str | None) -> Response:
    parts = [paragraph(sentence(hint))] if hint else []
    answer.set_data(page(title, *parts, heading=sentence(text)))
    answer.content_type = HTML
    return answer
