"""Writes an example folder that a council or another country can turn into its own catalogue."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from datasets.errors import FolderNotEmpty

_FILES = ("README.md", "mission.yaml", "observations.csv", "areas.csv")


def write_example(folder: Path) -> tuple[Path, ...]:
    """Write a commented example: one mission, two indicators, a level and a cumulative target, invented figures.

    It loads and can be judged as it stands. The folder is made where it does not exist. Raises FolderNotEmpty
    where it already holds something, so that nothing of the user's is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(
            f"{folder} already holds something.",
            field="folder",
            value=str(folder),
            remedy="Name a folder that is empty or does not exist yet.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    source = files("datasets.catalogue").joinpath("example")
    written = []
    for name in _FILES:
        path = folder / name
        path.write_bytes(source.joinpath(name).read_bytes())
        written.append(path)
    return tuple(written)
