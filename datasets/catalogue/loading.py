"""Reads a catalogue: the bundled one, a council's own folder, or several beside each other."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from datasets.catalogue.building import FileEntries, build_targets, read_file
from datasets.catalogue.checking import check, duplicates
from datasets.catalogue.documents import Document
from datasets.catalogue.entries import Catalogue
from datasets.catalogue.privacy import check_privacy
from datasets.errors import CatalogueInvalid, FileMissing, Problem


def bundled_folder() -> Path:
    """The folder of the catalogue that comes with Headway."""
    return Path(__file__).parent


def load_catalogue(
    folders: Sequence[Path] | None = None, *, areas: Container[str] | None = None
) -> Catalogue:
    """Missions, indicators and targets of one or more folders of YAML files (None: the bundled catalogue).

    Later folders may refer to indicators and targets of earlier ones. ``areas`` are the known area codes;
    None accepts any. Raises CatalogueInvalid with every problem found, each naming file, line, key, value
    and remedy, or FileMissing where a folder does not exist.
    """
    files = [read_file(Document(path, name)) for path, name in _paths(folders)]
    indicators = {entry.id: entry for file in files for entry, _ in file.indicators}
    for file in files:
        build_targets(file, indicators)
    targets = {entry.id: entry for file in files for entry, _ in file.targets}
    duplicates(files)
    check(files, indicators, targets, areas)
    check_privacy(files, indicators, targets)
    problems = _problems(files)
    if problems:
        raise CatalogueInvalid(problems)
    files.sort(key=_place)
    return Catalogue(
        missions={file.mission.id: file.mission for file in files if file.mission is not None},
        indicators={entry.id: entry for file in files for entry, _ in file.indicators},
        targets={entry.id: entry for file in files for entry, _ in file.targets},
        feeds={feed.indicator: feed for file in files for feed in file.feeds},
    )


def _paths(folders: Sequence[Path] | None) -> Iterable[tuple[Path, str]]:
    for folder in [bundled_folder()] if folders is None else folders:
        if not folder.is_dir():
            raise FileMissing(
                f"There is no folder {folder}.",
                field="folder",
                value=str(folder),
                remedy="Check the path, or make it with “headway catalogue init”.",
            )
        found = sorted(path for suffix in ("*.yaml", "*.yml") for path in folder.glob(suffix))
        if not found:
            raise FileMissing(
                f"The folder {folder} holds no catalogue file.",
                field="folder",
                value=str(folder),
                remedy="Put one .yaml file a mission in it.",
            )
        name = folder.resolve().name
        yield from ((path, f"{name}/{path.name}") for path in found)


def _problems(files: Sequence[FileEntries]) -> list[Problem]:
    found = [
        problem for file in files for problem in (*file.reading.document.problems, *file.reading.problems)
    ]
    return sorted(found, key=lambda problem: (problem.file, problem.line or 0))


def _place(file: FileEntries) -> tuple[int, str]:
    return (file.mission.order, file.mission.id) if file.mission is not None else (0, "")
