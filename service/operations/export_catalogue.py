"""Write the catalogue in force back as YAML files, one a mission, which load as the same entries."""

from __future__ import annotations

from pathlib import Path

import yaml

from datasets.catalogue import IndicatorEntry, MissionEntry, TargetEntry
from datasets.errors import FolderNotEmpty
from service.operations.entry_fields import mission_document
from service.operations.errors import MissionUnknown
from service.operations.installation import Installation
from service.store.reads.catalogue import indicators, missions, targets


def export_catalogue(
    installation: Installation, folder: Path, *, mission: str | None = None
) -> tuple[Path, ...]:
    """Write one file for each mission (or for one), entries of every owner, edited ones included.

    Raises FolderNotEmpty where files would be overwritten, or MissionUnknown.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(
            f"{folder} already holds something.",
            field="folder",
            value=str(folder),
            remedy="Name a folder that is empty or does not exist yet.",
        )
    with installation.store.read() as session:
        found = [record.entry(MissionEntry) for record in missions(session)]
        measured = [record.entry(IndicatorEntry) for record in indicators(session)]
        promised = [record.entry(TargetEntry) for record in targets(session)]
    if mission is not None and mission not in {entry.id for entry in found}:
        raise MissionUnknown(mission, known={entry.id for entry in found})
    frequencies = {entry.id: entry.frequency for entry in measured}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for entry in found:
        if mission not in (None, entry.id):
            continue
        document = mission_document(
            entry,
            (item for item in measured if item.mission == entry.id),
            (item for item in promised if item.mission == entry.id),
            frequencies,
        )
        path = folder / f"{entry.id}.yaml"
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)
