"""`manifest.json`: what this product is, needs and may do, in one file that a person can read.

The app projects that the CRMs want (``cards/hubspot``, ``cards/salesforce``) and the JSON Schema are
generated from it, and tests hold it against the code. ``python -m crm_ai_plugin.manifest --help``.
"""

from .load import load_manifest, parse_manifest
from .model import Manifest

__all__ = ["Manifest", "load_manifest", "parse_manifest"]
