"""The snippets of the guides: every fenced block of Markdown with its language, its place and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
GUIDES = ("README.md", "docs/api.md", "docs/operations.md")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    file: str
    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Command:
    """One command of a console block and the output that is shown under it."""

    text: str
    output: str


def blocks(*files: str) -> list[Block]:
    """The blocks of some files, in order."""
    found: list[Block] = []
    for file in files:
        text = (ROOT / file).read_text("utf-8")
        found += [
            Block(file, text.count("\n", 0, match.start()) + 1, match[1], match[2])
            for match in _FENCE.finditer(text)
        ]
    return found


def of_language(*languages: str) -> list[Block]:
    """The blocks of the guides in some languages."""
    return [block for block in blocks(*GUIDES) if block.language in languages]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block: each begins at a prompt and goes on while a line is continued or a quote open."""
    lines = block.text.splitlines()
    while lines:
        first = lines.pop(0)
        assert first.startswith(_PROMPT), f"{block.name}: “{first}” is no command and under none"
        text = first.removeprefix(_PROMPT)
        while lines and (text.endswith("\\") or _open_quote(text)):
            text += f"\n{lines.pop(0)}"
        output = []
        while lines and not lines[0].startswith(_PROMPT):
            output.append(lines.pop(0))
        yield Command(text, "\n".join(output).strip())


def _open_quote(text: str) -> bool:
    quote = ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "#":
            return False
    return bool(quote)
