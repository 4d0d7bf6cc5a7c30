"""Every source by name, and which of them reads a file that comes without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from datasets.sources import (
    csvw,
    dfe,
    home_office,
    json_stat,
    mhclg,
    moj,
    nhs_england,
    ons,
    open_sdg,
    owid,
    pxweb,
    scottish_government,
    sdmx,
    tidy,
    ukhsa,
)
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile, SourceUnknown
from datasets.sources.figures import Publication
from datasets.sources.source import Source

_MODULES = (
    nhs_england, moj, home_office, mhclg, scottish_government, ons, dfe, ukhsa,
    open_sdg, owid, sdmx, json_stat, pxweb, tidy, csvw,
)  # fmt: skip

SOURCES: Mapping[str, Source] = {source.id: source for module in _MODULES for source in module.SOURCES}
"""The sources by name, publishers first, formats last."""

NOT_SUPPORTED: Mapping[str, str] = {
    "nhs-england/ae-providers": "A&E by provider, until there is a file to test on",
    "nhs-england/cancer": "cancer waiting times, until there is a file to test on",
    "mhclg/housing-supply": "live tables on housing supply, until there is a file to test on",
    "moj/courts": "tables M and C of the court statistics; the cross-justice workbook holds their figures",
    "desnz": "energy and emissions workbooks, until there is a file to test on",
    "dwp": "Stat-Xplore and the children's time series, until there is a file to test on",
}
"""Sources that wait, and for what."""


def source_named(name: str) -> Source:
    """The source with a name. Raises SourceUnknown."""
    found = SOURCES.get(name)
    if found is None:
        near = get_close_matches(name, SOURCES, n=1)
        waiting = NOT_SUPPORTED.get(name)
        raise SourceUnknown(
            f"There is no source “{name}”" + (f": {waiting}." if waiting else "."),
            field="source",
            value=name,
            remedy=f"Did you mean “{near[0]}”?" if near else f"Choose one of {', '.join(SOURCES)}.",
        )
    return found


def sources_under(name: str) -> Sequence[Source]:
    """The sources of a publisher (``nhs-england``), or the one with exactly this name. Raises SourceUnknown."""
    family = [source for key, source in SOURCES.items() if key.split("/")[0] == name]
    return family or [source_named(name)]


def recognise(name: str, data: bytes) -> tuple[Source, Publication]:
    """The first source that reads a file, and what it reads.

    Raises LayoutChanged where one knows the file but not its layout, NotThisFile where none knows it.
    """
    changed: LayoutChanged | FileRefused | None = None
    for source in SOURCES.values():
        try:
            return source, source.read(name, data)
        except NotThisFile:
            continue
        except (LayoutChanged, FileRefused) as error:
            changed = changed or error
    if changed is not None:
        raise changed
    raise NotThisFile(
        f"No source reads {name}.",
        field="file",
        value=name,
        remedy="Name the source with --source; “headway ingest --list” names them all.",
    )
