"""YAML files as plain values, with the line of every key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from datasets.errors import Problem

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_TAG = "tag:yaml.org,2002:"

Key = str | int
KeyPath = tuple[Key, ...]


class Document:
    """One file of a catalogue: its content as dictionaries, lists and scalars, and where each stands.

    Dates and years keep the text they were written with; nothing is turned into a date here.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.problems: list[Problem] = []
        self.data: Any = None
        self._root: yaml.Node | None = None
        self._read()

    @classmethod
    def of(cls, data: Any, name: str) -> Document:
        """What was not written in a file, as if it had been: nothing in it stands on a line."""
        document = cls.__new__(cls)
        document.path, document.name = Path(name), name
        document.problems, document.data, document._root = [], data, None
        return document

    def line_of(self, path: KeyPath) -> int | None:
        """The line of a key, or of the nearest entry around it that exists."""
        node = self._root
        if node is None:
            return None
        line = node.start_mark.line
        for key in path:
            found = self._step(node, key)
            if found is None:
                break
            line, node = found
        return int(line) + 1

    def _step(self, node: yaml.Node, key: Key) -> tuple[int, yaml.Node] | None:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == key:
                    return name.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            item = node.value[key]
            return item.start_mark.line, item
        return None

    def _read(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
            self._root = yaml.compose(text, Loader=_Loader)
        except UnicodeDecodeError as error:
            self._fail("file_not_utf8", "The file is not UTF-8 text.", "Save it as UTF-8.", value=error.start)
        except OSError as error:
            self._fail("file_missing", f"The file cannot be opened: {error.strerror}.", "Check the path.")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or "the YAML cannot be read"
            self._fail(
                "file_unreadable",
                f"Not YAML: {said}.",
                "Check the indentation, colons and quotes around this line.",
                line=None if mark is None else mark.line + 1,
            )
        else:
            if self._root is None:
                self._fail("file_empty", "The file is empty.", "Write a mission, or take the file away.")
            else:
                self.data = self._build(self._root)

    def _fail(
        self, code: str, message: str, remedy: str, *, line: int | None = None, value: object = None
    ) -> None:
        self.problems.append(Problem(code, message, remedy, self.name, line, None, value))

    def _build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item) for item in node.value]
        return dict(self._pairs(node))

    def _pairs(self, node: yaml.Node) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for name, value in node.value:
            key = str(name.value)
            if key in seen:
                self.problems.append(
                    Problem(
                        "duplicate_key",
                        f"“{key}” is given twice in the same entry.",
                        "Keep one of them.",
                        self.name,
                        name.start_mark.line + 1,
                        key,
                    )
                )
                continue
            seen.add(key)
            yield key, self._build(value)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = node.value
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return _BOOLEANS.get(text.lower(), text)
        case "int" | "float":
            return _number(text)
        case _:
            return text


def _number(text: str) -> int | float | str:
    plain = text.replace("_", "")
    try:
        return int(plain)
    except ValueError:
        try:
            return float(plain)
        except ValueError:
            return text
