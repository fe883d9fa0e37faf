"""Which typeface shows which characters in a PDF.

DejaVu Sans is embedded, as far as it is used: Latin with all its accents, Greek, Cyrillic, Armenian, Georgian. For
Chinese, Japanese and Korean the reader's own fonts are named, as the format provides for: embedding one would make
this package fifteen times as large. What neither has is shown as a replacement character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import groupby
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "CrmAiSans", "CrmAiSans-Bold"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
_FALLBACK = "\ufffd"
_registering = Lock()


@cache
def _covered() -> frozenset[int]:
    with _registering:
        folder = resources.files("crm_ai_cards.files") / "fonts"
        fonts = []
        for name, file in ((PLAIN, "DejaVuSans.ttf"), (BOLD, "DejaVuSans-Bold.ttf")):
            with resources.as_file(folder / file) as path:
                fonts.append(TTFont(name, str(path)))
            pdfmetrics.registerFont(fonts[-1])
        pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
        for name in (_CHINESE, _JAPANESE, _KOREAN):
            pdfmetrics.registerFont(UnicodeCIDFont(name))
        both = frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))
        # Beyond the basic plane what is copied out of the file is not what was put in.
        return frozenset(code for code in both if code <= 0xFFFF)


def prepare() -> None:
    """Make the typefaces known; whoever draws without `runs` calls it first."""
    _covered()


def runs(text: str, base: str = PLAIN) -> Iterator[tuple[str, str]]:
    """Yield (typeface, text) for stretches of `text`, whose characters that nothing can show are replaced."""
    kana = any(_is_kana(char) for char in text)

    def face(char: str) -> str:
        if ord(char) in _covered():
            return base
        if _is_kana(char):
            return _JAPANESE
        name = unicodedata.name(char, "")
        if name.startswith("HANGUL"):
            return _KOREAN
        wide = ord(char) <= 0xFFFF and unicodedata.east_asian_width(char) in {"W", "F"}
        if wide and unicodedata.category(char) != "So":
            return _JAPANESE if kana else _CHINESE
        return ""

    for name, chars in groupby(text, key=face):
        part = "".join(chars)
        yield (name, part) if name else (base, _FALLBACK * len(part))


def shown(text: str) -> str:
    """Return `text` with what DejaVu Sans can't show replaced, for places that have one typeface."""
    return "".join(char if ord(char) in _covered() else _FALLBACK for char in text)


def _is_kana(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff"
