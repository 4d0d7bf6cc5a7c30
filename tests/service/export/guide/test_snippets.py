"""Python, R, Power Query, Grafana and HTML of the guides, tried against a real server."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from tests.service.export.guide.blocks import GUIDES, ROOT, Block, blocks, of_language
from tests.service.export.guide.conftest import Served

TRIED = {"console", "python", "r", "powerquery", "json", "html"}


def at(block: Block) -> str:
    return block.name


def test_every_snippet_is_tried() -> None:
    strange = [block.name for block in blocks(*GUIDES) if block.language not in TRIED]
    assert not strange, f"Nothing here knows how to try {strange}"
    assert {block.language for block in blocks("docs/api.md")} == TRIED


@pytest.mark.parametrize("block", of_language("python"), ids=at)
def test_python(block: Block, served: Served) -> None:
    said = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(said):
        exec(compile(served.here(block.text), block.name, "exec"), names)
    frames = [value for value in names.values() if type(value).__name__ == "DataFrame"]
    assert all(len(frame) for frame in frames)
    assert bool(said.getvalue()) == ("print(" in block.text)


def test_r(served: Served) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("Rscript is not on this machine (Debian: apt-get install r-base-core r-cran-jsonlite)")
    for block in of_language("r"):
        script = served.here(block.text)
        shown = f"{script}\nstopifnot(is.numeric(targets$probability), nrow(targets) > 0)\n"
        done = subprocess.run(
            [rscript, "--vanilla", "-e", shown], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{block.name}\n{done.stderr}"
        assert "there is no package" not in done.stderr


def _number(cell: str) -> None:
    float(cell)


def _day(cell: str) -> None:
    date.fromisoformat(cell)


@pytest.mark.parametrize("block", of_language("powerquery"), ids=at)
def test_power_query(block: Block, served: Served) -> None:
    """No Power Query runs here; the table it asks for has the columns it names, of the types it gives them."""
    (address,) = re.findall(r'Web\.Contents\("([^"]+)"\)', block.text)
    answer = httpx2.get(served.here(address)).raise_for_status()
    assert "Encoding = 65001" in block.text
    assert "charset=utf-8" in answer.headers["content-type"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    typed = re.findall(r'\{"(\w+)", type (\w+)\}', block.text)
    assert rows
    assert typed
    for name, kind in typed:
        for row in rows:
            if row[name]:
                {"number": _number, "date": _day}[kind](row[name])
    steps = re.findall(r"^ {4}(\w+) =", block.text, re.MULTILINE)
    assert block.text.split()[-1] == steps[-1]
    assert block.text.count("(") == block.text.count(")")


@pytest.mark.parametrize("block", of_language("json"), ids=at)
def test_grafana(block: Block, served: Served) -> None:
    """The request that the data source would make, with a dashboard's time range, and the columns it would look for."""
    query = json.loads(block.text)
    assert (query["type"], query["parser"], query["source"]) == ("json", "backend", "url")
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 12, 31, tzinfo=UTC)
    moments = {"${__from}": first, "${__to}": last}
    asked = {
        one["key"]: str(int(moments[one["value"]].timestamp() * 1000))
        for one in query["url_options"]["params"]
    }
    answer = httpx2.request(query["url_options"]["method"], served.here(query["url"]), params=asked)
    rows = answer.raise_for_status().json()
    for name in filter(None, query["root_selector"].split(".")):
        rows = rows[name]
    assert isinstance(rows, list)
    assert len(rows) > 10
    for column in query["columns"]:
        values = [row[column["selector"]] for row in rows]
        if column["type"] == "timestamp":
            days = [datetime.fromisoformat(value).replace(tzinfo=UTC) for value in values]
            assert days == sorted(days)
            assert all(first <= day <= last for day in days)
        else:
            assert column["type"] == "number"
            assert any(value is not None for value in values), column
            assert all(value is None or isinstance(value, int | float) for value in values), column
    whole = httpx2.get(served.here(query["url"])).raise_for_status().json()
    assert len(rows) < len(whole)


@pytest.mark.parametrize("block", of_language("html"), ids=at)
def test_html(block: Block, served: Served) -> None:
    addresses = re.findall(r'(?:src|srcset)="([^"]+)"', block.text)
    assert addresses
    for address in addresses:
        answer = httpx2.get(served.here(address)).raise_for_status()
        assert answer.headers["content-type"].startswith(("text/html", "image/svg+xml")), address


def test_every_link_of_the_guides_leads_somewhere() -> None:
    for file in GUIDES:
        text = (ROOT / file).read_text("utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if target.startswith(("http://", "https://")):
                continue
            page, _, part = target.partition("#")
            path = (ROOT / file).parent / page if page else ROOT / file
            assert path.exists(), f"{file}: {target}"
            if part:
                titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
                assert part in anchors, f"{file}: {target}"
