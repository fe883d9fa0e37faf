"""``python -m crm_ai_plugin.manifest``: check the manifest, or write what follows from it.

Example: ``python -m crm_ai_plugin.manifest generate --public-url https://crm-ai.acme.com --out build``
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..errors import CrmAiError
from .load import load_manifest, parse_manifest
from .model import Manifest
from .project_files import project_files


def main(arguments: list[str] | None = None) -> int:
    """Run; return 0, or 2 with one line on stderr when the manifest or an argument is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crm_ai_plugin.manifest", description=__doc__)
    parser.add_argument(
        "do", choices=["validate", "generate"], help="check the file, or write what follows from it"
    )
    parser.add_argument("--manifest", type=Path, help="another file than this release's own")
    parser.add_argument("--public-url", help="https address of your installation, instead of the placeholder")
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write into (default: here)")
    options = parser.parse_args(arguments)
    try:
        manifest = _hosted(load_manifest(options.manifest), options.public_url)
    except CrmAiError as error:
        print(error.user_message, file=sys.stderr)
        return 2
    if options.do == "validate":
        print(f"{manifest.name} {manifest.version}: ok")
        return 0
    for path, text in project_files(manifest).items():
        target = options.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(target)
    return 0


def _hosted(manifest: Manifest, public_url: str | None) -> Manifest:
    if public_url is None:
        return manifest
    content = manifest.model_dump(mode="json")
    content["hosting"]["public_url"] = public_url.rstrip("/")
    return parse_manifest(json.dumps(content))


if __name__ == "__main__":
    sys.exit(main())
