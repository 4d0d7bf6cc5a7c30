"""The table of formats in the guide, made from the routes.

python tests/service/export/guide/formats.py    writes it anew
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
GUIDE = ROOT / "docs/api.md"
_TABLE = re.compile(r"(<!-- formats: [^>]+ -->\n)(.*?)(<!-- /formats -->)", re.DOTALL)


def offered(api: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The suffixes of each resource that has several formats, by its address."""
    from service.api import chart_formats, negotiation

    known = {
        form.media_type: form.suffix
        for module in (negotiation, chart_formats)
        for form in vars(module).values()
        if isinstance(form, negotiation.Format)
    }
    found = {}
    for path, methods in api["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if len(content) > 1:
            found[path] = tuple(known[kind] for kind in content)
    return found


def table(api: Mapping[str, Any]) -> str:
    """The lines of the table: resources that are offered alike stand together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for path, suffixes in offered(api).items():
        alike.setdefault(suffixes, []).append(re.sub(r"{[a-z_]+}", "{id}", path))
    lines = ["| resources | suffixes |", "|---|---|"]
    for suffixes, paths in sorted(alike.items(), key=lambda one: (len(one[0]), one[1][0])):
        where = ", ".join(f"`{path.removeprefix('/v1')}`" for path in paths)
        lines.append(f"| {where} | {' '.join(f'`{suffix}`' for suffix in suffixes)} |")
    lines.append(
        "| everything else under `/v1` | JSON alone (`/structures` is XML, `/jobs/{id}/events` a stream of events) |"
    )
    return "\n".join(lines) + "\n"


def in_the_guide() -> str:
    """The table as it stands in the guide."""
    found = _TABLE.search(GUIDE.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{GUIDE} has no place for the table of formats.")
    return found[2]


def main() -> None:
    """Write the table into the guide."""
    sys.path.insert(0, str(ROOT))
    from service.api.app import create_app
    from service.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        api = create_app(Settings(home=Path(home))).openapi()
    text = GUIDE.read_text("utf-8")
    GUIDE.write_text(_TABLE.sub(lambda match: match[1] + table(api) + match[3], text), "utf-8")


if __name__ == "__main__":
    main()
