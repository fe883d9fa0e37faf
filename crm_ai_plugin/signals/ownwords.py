"""Which part of an e-mail its author wrote: without quoted replies, forwarded heads and signatures.

Old text that travels along at the end of every reply would otherwise count again with each mail.
"""

from __future__ import annotations

import re

from .span import MAX_TEXT
from .tokens import fold

_LINE_CAP = 300
_SIGNATURE_LINES = 10

# Heads of quoted mails. All parts are bounded and lines are cut before matching.
_REPLY_HEAD = re.compile(
    r"^(on|am|le|el|il|op|em|den|pa)\b.{4,200}"
    r"\b(wrote|schrieb|schrieben|geschrieben|a ecrit|ecrit|escribio|ha scritto|schreef|escreveu|skrev)\b.{0,80}:$"
)
_HEAD_STARTS = frozenset(("on", "am", "le", "el", "il", "op", "em", "de", "pa"))
_ORIGINAL = re.compile(
    r"^[-_=\s]{2,20}\s?(original message|forwarded message|ursprungliche nachricht|urspr.{1,4}ngliche nachricht|"
    r"weitergeleitete nachricht|message d.origine|message transfere|mensaje original|mensaje reenviado)\b"
)
_FROM_LINE = re.compile(r"^\*?(from|von|de)\s?:\*?\s?\S")
_SENT_LINE = re.compile(
    r"^\*?(sent|date|to|subject|gesendet|datum|an|betreff|envoye|a|objet|enviado|fecha|para|asunto)\s?:"
)
_MOBILE = re.compile(
    r"^(sent from my|get outlook for|von meinem .{1,30} gesendet|gesendet von|envoye de mon|envoye depuis|enviado desde)\b"
)
_CLOSINGS = frozenset(
    """
    best regards|kind regards|warm regards|warmest regards|regards|best|best wishes|all the best|cheers|thanks|
    many thanks|thank you|thanks and regards|thanks and best regards|many thanks and best wishes|sincerely|
    yours sincerely|yours faithfully|yours truly|talk soon|
    mit freundlichen grussen|mit freundlichem gruss|freundliche grusse|viele grusse|beste grusse|liebe grusse|
    herzliche grusse|schone grusse|mit besten grussen|besten gruss|gruss|grusse|vg|lg|mfg|danke|vielen dank|
    danke und viele grusse|vielen dank und viele grusse|
    cordialement|bien cordialement|tres cordialement|bien a vous|salutations distinguees|sinceres salutations|
    meilleures salutations|a bientot|merci|merci beaucoup|merci et bonne journee|bonne journee|
    saludos|un saludo|un cordial saludo|saludos cordiales|cordialmente|atentamente|muchas gracias|gracias|
    un abrazo|muchas gracias y un saludo|gracias y saludos
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)


def own_segments(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) ranges of `text` that its author wrote, in order; at most `MAX_TEXT` characters."""
    lines = _lines(text[:MAX_TEXT])
    # Lower case keeps the length of ASCII text, so that it is folded once for all lines.
    low = text.lower() if text.isascii() else None
    folded = [
        (
            low[start : min(end, start + _LINE_CAP)]
            if low
            else fold(text[start : min(end, start + _LINE_CAP)])
        ).strip()
        for start, end in lines
    ]
    segments: list[tuple[int, int]] = []
    in_signature = False
    for number, (start, end) in enumerate(lines):
        line = folded[number]
        if line.startswith(">"):
            continue
        if _is_quote_head(folded, number):
            if _answers_inline(folded, number):
                continue
            break
        if in_signature:
            # People add a postscript under their name; it is theirs.
            in_signature = not line.startswith(("ps:", "ps ", "p.s.", "p.s:"))
        elif line in {"--", "—", "__"} or _MOBILE.match(line) or _is_closing(folded, number):
            in_signature = True
        if not in_signature and line:
            if segments and segments[-1][1] >= start - 1:
                segments[-1] = (segments[-1][0], end)
            else:
                segments.append((start, end))
    return segments


def _lines(text: str) -> list[tuple[int, int]]:
    lines = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        lines.append((start, end))
        start = end + 1
    return lines


def _is_quote_head(lines: list[str], number: int) -> bool:
    line = lines[number]
    if line[:2] in _HEAD_STARTS:
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _REPLY_HEAD.match(line) or (following and _REPLY_HEAD.match(f"{line} {following}")):
            return True
    if line[:1] in "-_= " and _ORIGINAL.match(line):
        return bool(line)
    return bool(
        _FROM_LINE.match(line) and any(_SENT_LINE.match(other) for other in lines[number + 1 : number + 4])
    )


def _answers_inline(lines: list[str], number: int) -> bool:
    """Whether the quoted mail is marked line by line, so that answers may stand between its lines."""
    following = [line for line in lines[number + 1 : number + 4] if line]
    return bool(following) and any(line.startswith(">") for line in following)


def _is_closing(lines: list[str], number: int) -> bool:
    line = lines[number]
    if line.endswith(("!", ".", "?")) or line.rstrip(" ,") not in _CLOSINGS:
        return False
    rest = []
    for following in range(number + 1, len(lines)):
        if lines[following].startswith(">") or _is_quote_head(lines, following):
            break
        if lines[following].startswith(("ps:", "ps ", "p.s.", "p.s:")):
            break
        if lines[following]:
            rest.append(lines[following])
            if len(rest) > _SIGNATURE_LINES:
                return False
    return not any(
        len(words := line.split()) > 5 and line.endswith((".", "?", "!")) and words for line in rest
    )
