"""A briefing as GitHub-flavoured Markdown: tables for numbers, words for charts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from service.briefing import english
from service.briefing.note import (
    Contents,
    Group,
    MissionSheet,
    Note,
    Passage,
    Picture,
    Source,
    Standing,
    TargetSheet,
)

# Every sign that could begin or end something, anywhere in a line; a backslash before it makes it itself.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~$@])")
# At the head of a line a few more begin a list, a quotation, a heading or a rule.
_HEAD = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
# An address or a name of a character is made into something else without any sign around it.
_AMPERSAND = re.compile(r"&(?=#?\w+;)")
_LINKED = re.compile(r"(https?|ftp|mailto|xmpp):|www\.", re.IGNORECASE)


def markdown(note: Note) -> str:
    """The briefing as Markdown."""
    parts: list[str] = []
    if note.contents is not None:
        parts += _contents(note.contents)
    for mission in note.missions:
        parts += [*(["---"] if parts else []), *_mission(mission)]
    for sheet in note.targets:
        if parts:
            parts.append("---")
        parts += _target(sheet, level=2 if note.contents is not None else 1)
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """A text that reads as itself wherever it stands."""
    text = _AMPERSAND.sub("&amp;", text)
    text = _SIGNS.sub(r"\\\1", text)
    text = _LINKED.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], text)
    return _HEAD.sub(lambda found: f"{found[1]}{_backslashed(found[2])}", text)


def _backslashed(sign: str) -> str:
    return f"{sign[:-1]}\\{sign[-1]}"


def _strong(text: str) -> str:
    body = text.strip()
    if not body or body == english.DASH:
        return text
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{start}**{escaped(body)}**{end}"


def _target(sheet: TargetSheet, *, level: int) -> list[str]:
    hashes = "#" * level
    standing = sheet.standing
    said = "".join(_strong(text) if strong else escaped(text) for text, strong in sheet.say)
    return [
        f"{hashes} {escaped(sheet.title)}",
        f"{escaped(sheet.kicker)} · {escaped(sheet.mission)}\n{escaped(sheet.meta)}".replace("\n", "  \n"),
        said,
        " · ".join(
            part
            for part in (_strong(standing.verdict), *_chance(standing), *map(escaped, standing.tags))
            if part
        ),
        f"> {escaped(sheet.caveat)}" if sheet.caveat else "",
        _table(("", "", ""), [(one.head, one.value, one.more) for one in sheet.numbers], strong=1)
        if sheet.numbers
        else "",
        _chart(sheet.chart) if sheet.chart is not None else escaped(sheet.blank),
        *(part for one in sheet.passages for part in _passage(one, level + 1)),
        *_sources(english.SOURCES, sheet.sources, level + 1),
        f"<sub>{escaped(sheet.foot)}</sub>",
    ]


def _mission(sheet: MissionSheet) -> list[str]:
    parts = [
        f"# {escaped(sheet.title)}",
        f"{escaped(sheet.kicker)}\n{escaped(sheet.meta)}".replace("\n", "  \n"),
        escaped(sheet.ambition),
        f"{_strong(sheet.headline)} {escaped(sheet.lead)}".strip(),
        f"> {escaped(sheet.caveat)}" if sheet.caveat else "",
    ]
    for group in sheet.groups:
        parts += [f"## {escaped(group.title)}", _entries(group), escaped(group.rest)]
    if sheet.charts:
        parts += [
            f"## {escaped(english.CHARTS)}",
            "\n".join(f"- {_strong(one.title)}: {escaped(one.description)}" for one in sheet.charts),
        ]
        parts.append(escaped(sheet.charts_rest))
    for one in sheet.passages:
        parts += _passage(one, 2)
    return [*parts, *_sources(english.MEASURES, sheet.sources, 2), f"<sub>{escaped(sheet.foot)}</sub>"]


def _contents(contents: Contents) -> list[str]:
    parts = [
        f"# {escaped(contents.title)}",
        escaped(contents.kicker),
        _strong(contents.headline),
        escaped(contents.lead),
        f"> {escaped(contents.caveat)}" if contents.caveat else "",
    ]
    for group in contents.groups:
        rows = [
            (one.title, one.standing.verdict, one.standing.number or english.DASH) for one in group.entries
        ]
        parts += [f"### {escaped(group.title)}", _table(english.COLUMNS[:3], rows, strong=2)]
    return [*parts, f"<sub>{escaped(contents.foot)}</sub>"]


def _chance(standing: Standing) -> tuple[str, ...]:
    if not standing.odds:
        return ()
    return (escaped(standing.odds), escaped(standing.number), escaped(standing.more))


def _chart(picture: Picture) -> str:
    said = english.CHART.format(title=picture.title.rstrip("."), description=picture.description)
    return f"{escaped(said)} ({escaped(picture.label)})"


def _passage(passage: Passage, level: int) -> list[str]:
    return [f"{'#' * level} {escaped(passage.title)}", *(escaped(text) for text in passage.texts)]


def _entries(group: Group) -> str:
    rows = [
        (
            one.title,
            one.standing.verdict,
            one.standing.number or english.DASH,
            one.gap or one.more or english.DASH,
        )
        for one in group.entries
    ]
    return _table(english.COLUMNS, rows, strong=2)


def _sources(title: str, sources: Iterable[Source], level: int) -> list[str]:
    lines = [
        f"- [{escaped(one.text)}](<{one.link}>)" if one.link else f"- {escaped(one.text)}" for one in sources
    ]
    return [f"{'#' * level} {escaped(title)}", "\n".join(lines)]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, strong: int) -> str:
    lines = [_row(map(escaped, heads)), _row("---" for _ in heads)]
    lines += [
        _row(_strong(cell) if place == strong else escaped(cell) for place, cell in enumerate(row))
        for row in rows
    ]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
