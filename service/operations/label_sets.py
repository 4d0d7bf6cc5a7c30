"""The label sets of an installation: the bundled one and those in the folders of its users."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from forecasting.labels import LabelSet, LabelSetInvalid, LabelSetUnknown, label_set_of, standard
from service.store.owners import BUNDLED, folder

FOLDER = "label-sets"
"""Where a catalogue's folder keeps its label sets, one YAML or JSON file each."""


def label_sets_in(folders: Sequence[Path]) -> list[tuple[str, LabelSet]]:
    """The bundled set and those of some folders, each with its owner.

    Raises LabelSetInvalid naming the file, the field, the value and the remedy.
    """
    found: list[tuple[str, LabelSet]] = [(BUNDLED, standard())]
    for path in folders:
        for file in _files(path):
            labels = _read(file)
            other = next((owner for owner, one in found if one.id == labels.id), None)
            if other is not None:
                raise LabelSetInvalid(
                    f"{file.name}: the label set “{labels.id}” exists already ({other}).",
                    field="id",
                    value=labels.id,
                    remedy="Give it an id of its own.",
                )
            found.append((folder(path.name), labels))
    return found


def chosen(sets: Sequence[LabelSet], id_: str) -> LabelSet:
    """The set of an id. Raises LabelSetUnknown."""
    for one in sets:
        if one.id == id_:
            return one
    raise LabelSetUnknown(
        f"There is no label set “{id_}”.",
        field="label_set",
        value=id_,
        remedy=f"Known are {', '.join(one.id for one in sets)}. A folder of yours may hold more in {FOLDER}/.",
    )


def _files(path: Path) -> Iterator[Path]:
    inner = path / FOLDER
    if inner.is_dir():
        yield from sorted(file for file in inner.iterdir() if file.suffix in (".yaml", ".yml", ".json"))


def _read(file: Path) -> LabelSet:
    try:
        document: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        return label_set_of(document)
    except yaml.YAMLError as error:
        raise LabelSetInvalid(
            f"{file.name} cannot be read: {str(error).splitlines()[0]}.",
            field="file",
            value=file.name,
            remedy="Write it as YAML or JSON.",
        ) from error
    except LabelSetInvalid as error:
        raise LabelSetInvalid(
            f"{file.name}: {error.message}", field=error.field, value=error.value, remedy=error.remedy
        ) from error
