"""The tables of docs/catalogue.md, made from what the loader itself reads by.

``python -m datasets.catalogue.reference docs/catalogue.md`` writes them anew between their markers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from datasets.catalogue import schema
from datasets.catalogue.values import Field, Schema
from datasets.kinds import COLUMNS, RULES, KindRule
from forecasting.targets import PATH_SHAPES

BEGIN = "<!-- made by datasets.catalogue.reference: begin -->"
END = "<!-- made by datasets.catalogue.reference: end -->"

_SECTIONS = (
    ("Mission", schema.MISSION),
    ("Source", schema.SOURCE),
    ("Indicator", schema.INDICATOR),
    ("Feed", schema.FEED),
    ("Break", schema.BREAK),
    ("Exceptional periods", schema.EXCEPTIONAL),
    ("Leading indicator", schema.LEAD),
    ("Origin of a counter", schema.ORIGIN),
    ("Target", schema.TARGET),
    ("Window", schema.WINDOW),
    ("Baseline", schema.BASELINE),
    ("Reason why a definition cannot be rated", schema.UNRATEABLE),
    ("Direction of a difference in scope", schema.SCOPE_DIRECTION),
    ("Event in the history", schema.STATUS),
    ("Outcome", schema.OUTCOME),
    ("Published call", schema.CALL),
    ("Milestone", schema.MILESTONE),
    ("Trajectory", schema.TRAJECTORY),
    ("Point of a trajectory", schema.PATH_POINT),
)


def tables() -> str:
    """Every key of a catalogue file, and every kind of target with the fields it needs, in Markdown."""
    parts = [_section(title, entry) for title, entry in _SECTIONS]
    return "\n\n".join([*parts, _kinds()])


def filled(document: str) -> str:
    """A document with the tables written between its two markers."""
    before, rest = document.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def _section(title: str, entry: Schema) -> str:
    rows = [
        f"| `{field.name}` | {_needed(field)} | {_value(field)} | {_sentence(field.means)} |"
        for field in entry.fields
    ]
    return "\n".join(
        [f"### {title}", "", "| key | needed | value | what it says |", "|---|---|---|---|", *rows]
    )


def _needed(field: Field) -> str:
    return "yes" if field.required else ""


def _value(field: Field) -> str:
    if isinstance(field.reads, Schema):
        said = field.reads.noun
    else:
        said = (field.reads.__doc__ or "").strip().split("\n")[0].rstrip(".")
        said = said[:1].lower() + said[1:]
    return f"list of: {said}" if field.many else said


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1].islower() else text


def _kinds() -> str:
    rows = [
        f"| `{kind.value}` | {rule.met_when} | {_required(rule)} | {_names(rule.optional)} |"
        for kind, rule in RULES.items()
    ]
    columns = [f"| `{name}` | `{column}` |" for name, column in COLUMNS.items()]
    return "\n".join(
        [
            "### Kinds of target",
            "",
            "| kind | met when | needs | may have |",
            "|---|---|---|---|",
            *rows,
            "",
            "Every kind but `all_of`, `any_of` and `derived` needs an `indicator`.",
            "",
            "### The same fields in a bulk targets file",
            "",
            "| key | column |",
            "|---|---|",
            *columns,
            "",
            (
                "Lists (`components`, `peer_series`) are separated by semicolons. `trajectory` has points "
                "(`2026-03=65; 2027-03=70`) or names the shape of the required path: "
                f"{', '.join(f'`{name}`' for name in PATH_SHAPES)}."
            ),
        ]
    )


def _required(rule: KindRule) -> str:
    return ", ".join(" or ".join(f"`{name}`" for name in choice) for choice in rule.required)


def _names(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _write(paths: Iterator[str]) -> None:
    for name in paths:
        path = Path(name)
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    _write(iter(sys.argv[1:]))
