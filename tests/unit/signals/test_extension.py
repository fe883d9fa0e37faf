"""Phrases are data that an admin may add to."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.signals import default_library, load_library


def _write(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_adds_a_topic_and_a_language(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "topic: forklift\nphrases:\n  en: ['fork ~2 truck', '(pallet jack|stacker*)']\n  nl: [heftruck]\n",
    )
    library = load_library(path)
    for text in ("A fork lift truck.", "one pallet jack", "two stackers", "Een heftruck."):
        assert [span.topic for span in library.find(text)] == ["forklift"]
    assert library.find("The budget is frozen.")
    assert "forklift" not in default_library().topics


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    _write(tmp_path, "topic: a\nphrases: {en: [aardvark]}", "a.yaml")
    _write(tmp_path, "topic: b\nphrases: {en: ['~ # %']}", "b.yaml")
    with pytest.raises(ConfigurationError, match=r"b\.yaml: topic b, en"):
        load_library(tmp_path)


@pytest.mark.parametrize(
    "phrase",
    [
        "~ price",
        "[really] nice",
        "price ~",
        "price ~9 high",
        "pr*",
        "",
        "(|)",
        "a b c d e f g h i j k l m",
        "x ~ x ~ x ~ x ~ x",
    ],
)
def test_a_phrase_that_could_be_slow_or_fits_anything_is_refused(tmp_path: Path, phrase: str) -> None:
    path = _write(tmp_path, f"topic: t\nphrases: {{en: ['{phrase}']}}")
    with pytest.raises(ConfigurationError) as caught:
        load_library(path)
    assert caught.value.code == "phrases_malformed"


@pytest.mark.parametrize(
    "text", ["[1, 2]", "topic: t", "topic: [x]\nphrases: {}", "a: [", "phrases: {en: [x]}"]
)
def test_files_of_another_format_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError):
        load_library(_write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        load_library(tmp_path / "nowhere.yaml")


def test_numbers_and_optional_words(tmp_path: Path) -> None:
    library = load_library(_write(tmp_path, "topic: deal\nphrases: {en: ['# [extra] widgets']}"))
    assert library.find("We need 40 widgets now.")
    assert library.find("We need 40 extra widgets now.")
    assert not library.find("We need forty widgets now.")


def test_negation_only_where_the_topic_says_so(tmp_path: Path) -> None:
    library = load_library(_write(tmp_path, "topic: sure\nnegatable: true\nphrases: {en: [certain]}"))
    assert library.find("This is certain.")
    assert not library.find("This is not at all certain.")
