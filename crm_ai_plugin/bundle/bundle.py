"""Opens a bundle: which files are there, what their rows are, and in which order they are read."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from ..errors import UserInputError
from ..records import RecordType
from .bundle_file import BundleFile
from .columns import BY_STEM, SPECS, FileSpec
from .lookup import LookupTables
from .mapping import FileMapping, Mapping, load_mapping
from .source import EXTENSIONS, Entry, TableOptions, list_entries


@dataclass(frozen=True)
class Bundle:
    """Files that give records, parents first, and files that were found and are not read."""

    files: Sequence[BundleFile]
    ignored: Sequence[str] = field(default=())


def open_bundle(path: str | Path, mapping: str | Path | Mapping | None = None) -> Bundle:
    """Open a folder, a zip or a single file; nothing but names is read yet.

    Args:
        path: A folder or zip of tables, or one table.
        mapping: A mapping file, the name of one that ships, or a mapping; None for a bundle's own format.

    Raises:
        UserInputError: nothing there, no deals, or files and mapping do not fit together.
    """
    path = Path(path)
    entries = list_entries(path)
    if mapping is None:
        return _own_bundle(path, entries)
    loaded = mapping if isinstance(mapping, Mapping) else load_mapping(mapping)
    single = not path.is_dir() and path.suffix.lower() != ".zip"
    return _mapped_bundle(path, entries, loaded, single=single)


def _own_bundle(path: Path, entries: Sequence[Entry]) -> Bundle:
    chosen = _own_files(entries, taken=())
    if "deals" not in [spec.stem for spec, _ in chosen]:
        found = ", ".join(entry.name for entry in entries[:10]) or "nothing"
        raise UserInputError(
            f"{path.name or path} has no table of deals (found {found}).",
            code="bundle_no_deals",
            hint="Name it deals.csv (see docs/reference/bundle.md), or pass --mapping FILE.yaml.",
        )
    return _assemble([(entry, spec, None) for spec, entry in chosen], entries, {})


def _mapped_bundle(path: Path, entries: Sequence[Entry], mapping: Mapping, *, single: bool) -> Bundle:
    mapped = _match_single(entries, mapping) if single else _match(path, entries, mapping)
    own = [] if single else _own_files(entries, taken=[entry.name for entry, _ in mapped])
    options = {entry.name: TableOptions(one.encoding, one.delimiter) for entry, one in mapped}
    chosen: list[tuple[Entry, FileSpec | None, FileMapping | None]] = [
        (entry, None, one) for entry, one in mapped if one.records is not None
    ]
    chosen += [(entry, spec, None) for spec, entry in own]
    if not chosen:
        raise UserInputError(
            "The mapping gives no records.",
            code="mapping",
            hint="Add `records` to at least one of its files.",
        )
    # A single file may look things up in its neighbours.
    beside = {one.name: one for one in list_entries(path.parent)} if single else {}
    return _assemble(chosen, entries, options, beside, used=[entry.name for entry, _ in mapped])


def _match_single(entries: Sequence[Entry], mapping: Mapping) -> list[tuple[Entry, FileMapping]]:
    entry = entries[0]
    candidates = [one for one in mapping.files.values() if one.records is not None]
    matching = [one for pattern, one in mapping.files.items() if fnmatchcase(entry.name, pattern)]
    if matching:
        return [(entry, matching[0])]
    if len(candidates) == 1:
        return [(entry, candidates[0])]
    raise UserInputError(
        f"The mapping has no file named {entry.name}.",
        code="mapping",
        hint=f"It has {', '.join(mapping.files)}: name the folder that holds them, or rename the file.",
    )


def _match(path: Path, entries: Sequence[Entry], mapping: Mapping) -> list[tuple[Entry, FileMapping]]:
    mapped: dict[str, tuple[Entry, FileMapping]] = {}
    for pattern, one in mapping.files.items():
        found = [entry for entry in entries if fnmatchcase(entry.name, pattern)]
        if not found and not one.optional:
            raise UserInputError(
                f"{path.name or path} has no file {pattern}, which the mapping names.",
                code="mapping",
                hint=f"Found {', '.join(entry.name for entry in entries[:10]) or 'nothing'}; "
                "for a file that may be missing set `optional: true`.",
            )
        for entry in found:
            mapped.setdefault(entry.name, (entry, one))
    return list(mapped.values())


def _own_files(entries: Sequence[Entry], taken: Sequence[str]) -> list[tuple[FileSpec, Entry]]:
    chosen: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in taken or entry.stem not in BY_STEM or entry.extension not in EXTENSIONS:
            continue
        if entry.stem in chosen:
            raise UserInputError(
                f"Both {chosen[entry.stem].name} and {entry.name} are there.",
                code="bundle_ambiguous",
                hint="Keep one of them.",
            )
        chosen[entry.stem] = entry
    return [(BY_STEM[stem], entry) for stem, entry in chosen.items()]


def _assemble(
    chosen: Sequence[tuple[Entry, FileSpec | None, FileMapping | None]],
    entries: Sequence[Entry],
    options: MappingOf[str, TableOptions],
    beside: MappingOf[str, Entry] | None = None,
    used: Sequence[str] = (),
) -> Bundle:
    tables = LookupTables({**(beside or {}), **{entry.name: entry for entry in entries}}, options)
    expected: frozenset[RecordType] = frozenset(
        type_ for _, spec, mapping in chosen for type_ in _types(spec, mapping)
    )
    files = [
        BundleFile(entry, spec=spec, mapping=mapping, expected=expected, tables=tables)
        for entry, spec, mapping in chosen
    ]
    files.sort(key=lambda one: (max(SPECS[type_].order for type_ in one.types), one.name))
    read = {*(one.name for one in files), *used}
    return Bundle(tuple(files), tuple(entry.name for entry in entries if entry.name not in read))


def _types(spec: FileSpec | None, mapping: FileMapping | None) -> list[RecordType]:
    if spec is not None:
        return [spec.type]
    return [type_ for type_, _ in mapping.records.given()] if mapping and mapping.records else []
