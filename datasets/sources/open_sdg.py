"""Open SDG: a data repository as a whole, as dozens of countries run one; indicators, metadata, targets out.

A repository has a file of figures an indicator (``data/indicator_3-2-1.csv``), one or two of metadata each
(``meta/3-2-1.md``, ``indicator-config/3-2-1.yml``), and ``config_data.yml``. Names differ: numbers may have two
parts or four, letters, underscores; copies in other languages and built pages may lie beside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, newest
from datasets.sources.finding import AtAddress
from datasets.sources.open_sdg_meta import SdgTarget, read_meta, read_yaml, targets_of, text_of, title_of
from datasets.sources.open_sdg_table import sdg_table

NUMBER = re.compile(
    r"(?:(?P<named>indicator)[_-])?(?P<number>\d{1,2}(?:[-_.][0-9a-z]{1,3}){1,4})(?:-SERIE-(?P<serie>[A-Z]))?[-_]?"
    r"\.(?:csv|md|ya?ml)",
    re.IGNORECASE,
)
_DATA_FOLDERS = ("data", "csv", "indicators")
_META_FOLDERS = ("meta", "metadata", "indicators", "_indicators")
_CONFIG_FOLDERS = ("indicator-config", "indicator_config", "config")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_BUILT = frozenset(
    {"edges", "headline", "comb", "stats", "zip", "docs", "tests", "test", "_site", "translations"}
)


@dataclass(frozen=True, eq=False, slots=True)
class SdgIndicator:
    """One indicator: its number, its words, its figures (None where none are reported) and its targets."""

    number: str
    title: str
    unit: str
    meta: Mapping[str, Any]
    table: Table | None
    targets: tuple[SdgTarget, ...] = ()
    increase: bool | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Repository:
    """A repository as read; ``problems`` names files that could not be, which do not stop the others."""

    name: str
    title: str
    indicators: tuple[SdgIndicator, ...]
    problems: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)


def read_repository(name: str, files: Mapping[str, bytes]) -> Repository:
    """Read a repository from its files by path.

    Raises NotThisFile where it holds no indicators at all, LayoutChanged where none has figures that can be read.
    """
    problems: list[str] = []
    config = _config(files, problems)
    languages = [str(one) for one in config.get("languages") or () if isinstance(one, str)]
    data = _chosen(files, _DATA_FOLDERS, (".csv",), languages)
    meta = _chosen(files, _META_FOLDERS, (".md", ".yml", ".yaml"), languages)
    settings = _chosen(files, _CONFIG_FOLDERS, (".yml", ".yaml", ".md"), languages)
    if not data and not meta:
        raise NotThisFile(
            f"{name} holds neither data/indicator_….csv nor meta/….md.",
            field="folder",
            value=name,
            remedy="Give the folder of an Open SDG data repository.",
        )
    no_groups = _no_groups(config)
    indicators = []
    for number in sorted({*data, *meta}, key=_order):
        about = {
            **_read_about(settings.get(number), files, problems),
            **{key: item for key, item in _read_about(meta.get(number), files, problems).items() if item not in (None, "", [])},
        }  # fmt: skip
        table = _read_table(data.get(number), files, no_groups, problems)
        if number in data and table is None:
            continue
        indicators.append(_indicator(number, about, table))
    if not any(item.table for item in indicators):
        raise LayoutChanged(
            file=name,
            expected="data/indicator_….csv with “Year” and “Value”",
            found=problems or sorted(files)[:8],
        )
    branding = text_of(config, "docs_branding") or f"Sustainable Development Goals ({name})"
    return Repository(name, branding, tuple(indicators), tuple(problems), config)


def number_of(path: str) -> str | None:
    """The number of the indicator a file is named after, in parts joined by dashes; None for other files."""
    found = NUMBER.fullmatch(path.rsplit("/", 1)[-1])
    if found is None:
        return None
    number = re.sub(r"[_.]", "-", found["number"]).lower()
    return f"{number}-{found['serie'].lower()}" if found["serie"] else number


def _chosen(
    files: Mapping[str, bytes], folders: Collection[str], endings: tuple[str, ...], languages: Collection[str]
) -> dict[str, str]:
    """One file an indicator: from the folder of that kind nearest the top, in the first language."""
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    for path in files:
        number = number_of(path)
        parts = path.split("/")[:-1]
        if number is None or not path.lower().endswith(endings) or _BUILT & {part.lower() for part in parts}:
            continue
        kind = next((depth for depth, part in enumerate(parts) if part.lower() in folders), None)
        if kind is None and ((parts and folders is _CONFIG_FOLDERS) or _elsewhere(parts, folders)):
            continue
        others = [part for depth, part in enumerate(parts) if depth != kind]
        below = parts[kind + 1 :] if kind is not None else []
        if len(below) > 1 or (below and not _LANGUAGE.fullmatch(below[0])):
            continue  # copies, and parts of the country
        foreign = any(_LANGUAGE.fullmatch(part) and part not in [*languages, "en"][:1] for part in others)
        named = "indicator" in path.rsplit("/", 1)[-1].lower()
        rank = (int(kind is None), int(foreign), len(parts), int(not named))
        if number not in found or (rank, path) < found[number]:
            found[number] = (rank, path)
    return {number: path for number, (_, path) in found.items()}


def _elsewhere(parts: Collection[str], folders: Collection[str]) -> bool:
    others = {*_DATA_FOLDERS, *_META_FOLDERS, *_CONFIG_FOLDERS} - set(folders)
    return bool(others & {part.lower() for part in parts})


def _order(number: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(re.sub(r"\D", "", part) or 0), part) for part in number.split("-"))


def _config(files: Mapping[str, bytes], problems: list[str]) -> Mapping[str, Any]:
    paths = sorted((path for path in files if re.search(r"(^|/)config_data\.ya?ml$", path)), key=len)
    return _read_about(paths[0] if paths else None, files, problems, whole=True)


def _read_about(
    path: str | None, files: Mapping[str, bytes], problems: list[str], *, whole: bool = False
) -> Mapping[str, Any]:
    """Metadata, or nothing where a file is missing or cannot be read: the figures count without them."""
    if path is None:
        return {}
    try:
        return read_yaml(path, files[path]) if whole else read_meta(path, files[path])
    except LayoutChanged as error:
        problems.append(error.message)
        return {}


def _read_table(
    path: str | None, files: Mapping[str, bytes], no_groups: Collection[str], problems: list[str]
) -> Table | None:
    if path is None:
        return None
    try:
        return sdg_table(path, files[path], no_groups=no_groups)
    except (LayoutChanged, FileRefused, NotThisFile) as error:
        problems.append(error.message)
        return None


def _no_groups(config: Mapping[str, Any]) -> tuple[str, ...]:
    options = config.get("indicator_options")
    named = options.get("non_disaggregation_columns") if isinstance(options, dict) else None
    return tuple(str(one) for one in named) if isinstance(named, list) else ()


def _indicator(number: str, meta: Mapping[str, Any], table: Table | None) -> SdgIndicator:
    # The name of the file is the number: in YAML 3.10 would read as 3.1.
    dotted = number.replace("-", ".")
    targets, increase = targets_of(meta)
    unit = text_of(meta, "computation_units", "unit_measure")
    return SdgIndicator(dotted, title_of(meta) or f"Indicator {dotted}", unit, meta, table, targets, increase)


def is_headline(item: Figure) -> bool:
    """Whether a figure is of everybody: no group beside its series, unit and place."""
    return not groups_of(item)


def groups_of(item: Figure) -> tuple[tuple[str, str], ...]:
    """The groups a figure is of, as column and value."""
    return tuple((key, text) for key, text in item.dimensions.items() if key not in ("Series", "Unit"))


@dataclass(frozen=True, slots=True)
class OpenSdgFile(AtAddress):
    """One file of figures of such a repository, for a feed that wants a single indicator."""

    id: str = "open-sdg"
    publisher: str = ""
    title: str = "Open SDG"
    licence: str = ""
    hosts: tuple[str, ...] = ("raw.githubusercontent.com", "sdgdata.gov.uk")

    def read(self, name: str, data: bytes) -> Publication:
        """One table; groups left blank mean everybody."""
        if not name.lower().endswith(".csv") or number_of(name) is None:
            raise NotThisFile(
                f"{name} is not named after an indicator (indicator_3-2-1.csv).",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        table = sdg_table(name, data)
        return Publication(name, name, (table,), edition=newest([table]))


def wanted_file(path: str) -> bool:
    """Whether a file of a repository is read: figures, metadata and settings."""
    last = path.rsplit("/", 1)[-1].lower()
    return number_of(path) is not None or last in ("config_data.yml", "config_data.yaml")


SOURCES = (OpenSdgFile(),)
