from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.text.plain_text import from_html, tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>Kim</b>,</p><p>all&nbsp;good?</p>", "Hello Kim,\nall good?"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<style>p{}</style><p>x</p><script>steal('&lt;p&gt;')</script>", "x"),
        ("<p>5 &lt; 6 &amp; 7 &gt; 2</p>", "5 < 6 & 7 > 2"),
        ("<script/>still here<p>x</p>", "still here\nx"),
        ("<div><p>a</p></div>\n\n<p>b</p>", "a\nb"),
        ("<title>no</title><p>yes</p>", "yes"),
        ("plain\r\ntext, 5 < 6\r\n\r\n\r\nend", "plain\ntext, 5 < 6\n\nend"),
        ("a &amp; b", "a & b"),
        ("<p>unclosed", "unclosed"),
        ("<p>zero\u200bwidth\ufeff</p>", "zerowidth"),
        ("<!-- hidden --><p>shown</p>", "shown"),
        ('<a href="x" title="5 > 4">link</a> after', "link after"),
        ("<a title='unclosed>seen</a>", "seen"),
        ("<p>a</p><script>rest is gone", "a"),
        ("<p>a</p><svg>unclosed stays", "a\nunclosed stays"),
        ("<p>5 < 6 and <3</p>", "5 < 6 and <3"),
        ("<p>x</p><!-- never closed", "x"),
        ("<P>A</P><STYLE>b</STYLE>c", "A\nc"),
        ("<![if !mso]><p>shown</p><![endif]>", "shown"),
        ("", ""),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert from_html(html) == text


@given(st.text())
def test_any_text_gives_the_same_clean_text_twice(html: str) -> None:
    once = from_html(html)
    assert once == from_html(html)
    assert once == once.strip()
    assert "\r" not in once
    assert "\x00" not in once


@given(st.text(alphabet=st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1))
def test_words_survive_and_scripts_do_not(word: str) -> None:
    html = f"<p>before <i>{word}</i></p><script>{word}evil</script><style>{word}evil</style>"
    assert from_html(html) == f"before {word}"


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.timeout(30)  # A parser that goes back for every unclosed tag takes minutes here.
@pytest.mark.parametrize("last", ["", ">", "</script>", "-->"])
@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a x='",
        '<a x="',
        "<!--",
        "<!",
        "<?",
        "</",
        "</a ",
        "<svg>",
        "<script",
        "&#",
        "<![CDATA[",
        "< ",
        "\n<p",
    ],
)
def test_hostile_mail_takes_no_longer_than_its_length(piece: str, last: str) -> None:
    source = f"<p>kept</p>{piece * (100_000 // len(piece))}{last}"
    assert from_html(source).startswith("kept")
    assert from_html(f"<{' ' * 100_000}")
