"""Metadata of an Open SDG indicator: its words, its settings, and the targets these name.

They stand in one file (``meta/3-2-1.md`` with YAML at its head, or YAML alone) or in two, of which one holds
the settings (``indicator-config/3-2-1.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from datasets.dates import KnownDate
from datasets.sources.errors import LayoutChanged
from datasets.sources.marks import read_cell
from datasets.sources.moments import read_moment

_LAST_YEAR = 2030
"""The year of the Agenda, where a target names none."""


@dataclass(frozen=True, slots=True)
class SdgTarget:
    """A level a repository says is to be reached by a year, and whether more is better.

    ``groups`` names the part of the figures it is about, where it is not about everybody.
    """

    value: float
    year: int
    increase: bool
    series: str = ""
    unit: str = ""
    groups: tuple[tuple[str, str], ...] = ()


def read_meta(path: str, data: bytes) -> dict[str, Any]:
    """The YAML of a file. Raises LayoutChanged where there is none."""
    if path.lower().endswith(".md"):
        parts = re.split(rb"^---\s*$", data.replace(b"\r", b"\n"), maxsplit=2, flags=re.MULTILINE)
        if len(parts) < 3:
            raise LayoutChanged(
                file=path,
                expected="YAML between two lines “---”",
                found=[data[:60].decode("utf-8", "replace")],
            )
        data = parts[1]
    return read_yaml(path, data)


def read_yaml(path: str, data: bytes) -> dict[str, Any]:
    """A YAML document of names and values; anything else is empty. Raises LayoutChanged."""
    try:
        found = yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise LayoutChanged(file=path, expected="YAML", found=[str(error).split("\n", 1)[0]]) from error
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def title_of(meta: Mapping[str, Any]) -> str:
    """What an indicator is called; empty where only keys into a translation are given."""
    names = (
        "graph_title",
        "indicator_available",
        "national_indicator_available",
        "indicator_name",
        "indicator_name_national",
        "title",
    )
    return next((text for name in names if (text := text_of(meta, name)) and not _is_key(text)), "")


def text_of(meta: Mapping[str, Any], *names: str) -> str:
    """The first of some fields that holds words, without markup; empty where none does."""
    for name in names:
        value = meta.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            text = " ".join(re.sub(r"<[^>]+>", " ", str(value)).split())
            if text:
                return text
    return ""


def _is_key(text: str) -> bool:
    """Whether a text is a key into a translation (``global_indicators.3-2-1-title``)."""
    return re.fullmatch(r"[A-Za-z_]+(?:\.[\w-]+)+", text.strip()) is not None


def targets_of(meta: Mapping[str, Any]) -> tuple[tuple[SdgTarget, ...], bool | None]:
    """The targets an indicator's settings name, and whether more is better (None: they do not say)."""
    found, increase = [], None
    for item in _options(meta.get("progress_calculation_options")):
        word = str(item.get("direction") or "").casefold()
        named = {"positive": True, "up": True, "negative": False, "down": False}.get(word)
        increase = named if increase is None else increase
        cell = read_cell(item.get("target"))
        if cell.value is None:
            continue
        year = read_cell(item.get("target_year")).value
        found.append(
            SdgTarget(
                cell.value,
                int(year) if year and 1990 < year < 2101 else _LAST_YEAR,
                # Without a word the platform takes less to be better.
                bool(named),
                str(item.get("series") or ""),
                str(item.get("unit") or ""),
                tuple(_groups(item.get("disaggregation"))),
            )
        )
        increase = bool(named) if increase is None else increase
    return tuple(found), increase


def _options(given: Any) -> Iterator[dict[str, Any]]:
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict):
            yield from _options(item["group"]) if "group" in item else [item]


def _groups(given: Any) -> Iterator[tuple[str, str]]:
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict) and "field" in item:
            yield str(item["field"]), str(item.get("value") or "")


def released(meta: Mapping[str, Any]) -> KnownDate | None:
    """The newest release among the sources an indicator names."""
    texts = [value for key, value in meta.items() if re.fullmatch(r"source_release_date_\d+", key)]
    sources = meta.get("sources")
    texts += [item.get("release_date") for item in sources if isinstance(item, dict)] if isinstance(sources, list) else []  # fmt: skip
    moments = [read_moment(str(text)) for text in texts if text]
    found = [KnownDate.parse(period.end.isoformat()) for period in moments if period is not None]
    return max(found, key=lambda date: date.day, default=None)
