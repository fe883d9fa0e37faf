"""A CRM in files: reads folders, zips and single tables into canonical records.

`open_bundle` finds the files; each `BundleFile` streams batches of records and tells an `ImportReport` what
it refused and which dirt it met. A mapping says how foreign tables become records. No database here.
"""

from .bundle import Bundle, open_bundle
from .bundle_file import BundleFile
from .columns import SPECS, Column, FileSpec
from .mapping import Mapping, load_mapping, mapping_schema, shipped_mappings
from .report import Dirt, FileReport, ImportReport, Refusal

__all__ = [
    "SPECS",
    "Bundle",
    "BundleFile",
    "Column",
    "Dirt",
    "FileReport",
    "FileSpec",
    "ImportReport",
    "Mapping",
    "Refusal",
    "load_mapping",
    "mapping_schema",
    "open_bundle",
    "shipped_mappings",
]
