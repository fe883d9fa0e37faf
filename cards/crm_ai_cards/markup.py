"""Building HTML that can't be broken out of.

Strings are escaped when they go in; only what `tag` itself made goes in unescaped. There is no way to
write a ``style`` or ``on…`` attribute, so the markup works under a strict Content Security Policy.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from .text import clean, clean_run, safe_url

_VOID = frozenset({"br", "hr", "input", "link", "meta"})

Attribute = str | int | float | bool | None


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """Return an element.

    Args:
        name: The element's name.
        children: Plain text, which is cleaned and escaped, or `Markup`.
        attributes: ``class_`` and ``data_action`` become ``class`` and ``data-action``; None and False
            are left out, True stands alone.

    Raises:
        ValueError: an attribute that could carry code.
    """
    rendered = "".join(_attribute(key, value) for key, value in attributes.items())
    opening = Markup(f"<{name}{rendered}>")  # noqa: S704  # names are ours, values are escaped below
    if name in _VOID:
        return opening
    return opening + join(*children) + Markup(f"</{name}>")  # noqa: S704  # as above


def join(*children: str) -> Markup:
    """Return the children one after the other, plain text cleaned and escaped."""
    return Markup("").join(
        c if isinstance(c, Markup) else escape(clean_run(c, limit=20_000)) for c in children
    )


def spaced(*children: str) -> Markup:
    """Like `join`, with a space between the children that are not empty."""
    return Markup(" ").join(join(c) for c in children if c)


def link(url: str | None, *children: str, **attributes: Attribute) -> Markup:
    """Return a link that opens outside the frame, or just the children when `url` is not harmless."""
    href = safe_url(url)
    if href is None:
        return join(*children)
    return tag("a", *children, href=href, target="_blank", rel="noopener noreferrer nofollow", **attributes)


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name == "style" or name.startswith("on"):
        raise ValueError(f"attribute {name} is not written")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = (
        clean(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
    )
    return f' {name}="{escape(text)}"'
