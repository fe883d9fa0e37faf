"""The built workspace as it is served: the page, its files, and what browsers may keep."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.web.workspace import Bundle, Entry
from tests.unit.web.web_fakes import FakeServices, client_of

CODE = b"export const answer = 42;\n" * 100


@pytest.fixture
def built(tmp_path: Path) -> Bundle:
    (tmp_path / "app-1a.js").write_bytes(CODE)
    (tmp_path / "app-1a.js.br").write_bytes(b"smaller")
    (tmp_path / "tiny-2b.js").write_bytes(b"1")
    (tmp_path / "style-3c.css").write_bytes(b"a{}")
    manifest = {
        "src/shell/main.tsx": {"file": "app-1a.js", "css": ["style-3c.css"], "imports": ["_tiny"]},
        "src/embed/main.tsx": {"file": "tiny-2b.js"},
        "_tiny": {"file": "tiny-2b.js", "imports": ["src/shell/main.tsx"]},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Bundle(tmp_path)


def test_the_page_loads_the_entry_its_styles_and_what_it_imports(built: Bundle) -> None:
    page = built.shell("app", "/crm", "/crm/bundle")
    assert '<script type="module" src="/crm/bundle/app-1a.js"></script>' in page
    assert '<link rel="stylesheet" href="/crm/bundle/style-3c.css">' in page
    assert '<link rel="modulepreload" href="/crm/bundle/tiny-2b.js">' in page
    assert '<meta name="crm-ai-root" content="/crm">' in page
    assert page.count("app-1a.js") == 1


def test_a_frame_shows_the_room_of_a_card_before_any_script_runs(built: Bundle) -> None:
    assert '<div id="root"></div>' in built.shell("app", "", "/bundle")
    page = built.shell("embed", "", "/bundle")
    assert '<div id="root"><div class="waiting" aria-hidden="true"><span></span>' in page


def test_without_a_build_one_is_told_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not built") as caught:
        Bundle(tmp_path).shell("app", "", "/bundle")
    assert "make web" in (caught.value.hint or "")


def test_a_browser_gets_the_form_it_can_read(built: Bundle) -> None:
    found = built.get("app-1a.js")
    assert found is not None
    assert found.encoded({"gzip": 1, "br": 1}) == (b"smaller", "br")
    content, encoding = found.encoded({"gzip": 1})
    assert (gzip.decompress(content), encoding) == (CODE, "gzip")
    assert found.encoded({}) == (CODE, None)
    tiny = built.get("tiny-2b.js")
    assert tiny is not None
    assert tiny.encoded({"gzip": 1, "br": 1}) == (b"1", None)


@pytest.mark.parametrize("name", ["manifest.json", "app-1a.js.br", "../app.py", "nothing.js"])
def test_nothing_but_the_built_files_is_handed_out(built: Bundle, name: str) -> None:
    assert built.get(name) is None


def _files(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('href="')[1:]] + [
        page.split('src="')[1].split('"', maxsplit=1)[0]
    ]


@pytest.mark.parametrize("path", ["/app", "/app/deals/7"])
def test_the_workspace_is_there_and_all_its_files_with_it(path: str) -> None:
    client = client_of(FakeServices())
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for file in _files(answer.text):
        got = client.get(urlsplit(file).path, headers={"Accept-Encoding": "br"})
        assert got.status_code == 200, file
        assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert got.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("entry", ["app", "embed"])
def test_nothing_stands_in_the_page_itself(entry: Entry) -> None:
    from crm_ai_plugin.web.workspace import bundle

    page = bundle().shell(entry, "", "/bundle")
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page


def test_a_file_that_is_known_already_is_not_sent_again() -> None:
    client = client_of(FakeServices())
    file = _files(client.get("/app").text)[-1]
    first = client.get(file)
    again = client.get(file, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/bundle/other.js").status_code == 404
