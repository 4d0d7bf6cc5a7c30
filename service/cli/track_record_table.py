"""The track record as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from forecasting.past_calls import PastCall, PublishedWord
from service.cli.tables import figure, new_table, percent, show, words

_RIVALS = {
    "no_change": "nothing changes",
    "straight_line": "straight line",
    "published": "published word",
}
_SHOWN = ("footing", "mission", "distance", "model")


def print_record(document: dict[str, Any]) -> None:
    """Print what the calls were worth: together, against each rival, and by group."""
    overall = document["overall"]
    if not overall["calls"]:
        typer.echo("No target on record has an outcome yet.")
        return
    scored = overall["calls"] - overall["refused"]
    typer.echo(
        f"{overall['calls']:,} calls on {overall['targets']:,} targets ({overall['indicators']:,} indicators); "
        f"{scored:,} with a probability."
    )
    _print_rivals(overall["comparisons"])
    _print_words_summary(document["words"])
    head = ("", "", "calls", "scored", "targets", "said", "met", "Brier", "±", "right")
    table = new_table(*head, right=head[2:])
    before = ""
    for group in document["groups"]:
        name = group["dimension"]
        if name not in _SHOWN:
            continue
        table.add_row(
            "" if name == before else name,
            words(group["group"]) if name != "mission" else group["group"],
            f"{group['calls']:,}",
            f"{group['calls'] - group['refused']:,}",
            f"{group['targets']:,}",
            _share(group["said"]),
            _share(group["met"]),
            figure(group["brier"], digits=3),
            figure(group["brier_error"], digits=2),
            _share(group["right"]),
        )
        before = name
    show(table)


def _print_rivals(comparisons: Sequence[dict[str, Any]]) -> None:
    head = ("against", "calls", "ours", "theirs", "at best", "gain", "±", "right", "theirs right")
    table = new_table(*head, right=head[1:])
    for found in comparisons:
        table.add_row(
            _RIVALS[found["rival"]],
            f"{found['calls']:,}",
            figure(found["brier"], digits=3),
            figure(found["brier_bare"], digits=3),
            figure(found["brier_recalibrated"], digits=3),
            figure(found["gain"], digits=2),
            figure(found["gain_error"], digits=2),
            _share(found["right"]),
            _share(found["rival_right"]),
        )
    if comparisons:
        show(table)


def _print_words_summary(found: dict[str, Any]) -> None:
    if not found["words"]:
        typer.echo("The catalogue cites nobody else's word on these targets.")
        return
    told = found["words"] - found["without_outcome"]
    said = (
        f"Others' words: {found['words']:,} on {found['targets']:,} targets, {found['without_outcome']:,} of them on targets "
        f"without an outcome; of the other {told:,}, {found['came_true']:,} came true."
    )
    typer.echo(f"{said} `headway track-record --words` lists them.")


def print_words(words_said: Sequence[PublishedWord]) -> None:
    """Print what others said of targets, our chance on the same day, and what happened."""
    if not words_said:
        typer.echo("The catalogue cites nobody else's word on these targets (`calls`, docs/catalogue.md).")
        return
    table = new_table(
        "target",
        "dated",
        "by",
        "their word",
        "our chance",
        "outcome",
        right=("our chance",),
        whole=("target", "dated"),
    )
    before = ""
    for word in words_said:
        ours = percent(word.probability) if word.probability is not None else words(word.reason)
        table.add_row(
            "" if word.target_id == before else word.target_id,
            word.dated,
            word.by,
            "on track" if word.on_track else "off track",
            ours,
            words(word.status) if word.met is None else _word(word.met),
        )
        before = word.target_id
    show(table)


def print_calls(calls: Sequence[PastCall]) -> None:
    """Print every call beside what the simple rules said and what happened."""
    head = (
        "target",
        "as of",
        "due",
        "said",
        "nothing changes",
        "straight line",
        "published",
        "outcome",
        "footing",
    )
    table = new_table(*head, right=("said",), whole=("target", "as of", "due"))
    before = ""
    for call in calls:
        said = percent(call.probability) if call.probability is not None else words(call.reason)
        table.add_row(
            "" if call.target_id == before else call.target_id,
            call.as_of.isoformat(),
            call.due.isoformat(),
            said,
            _word(call.no_change),
            _word(call.straight_line),
            _word(call.published),
            "met" if call.met else "missed",
            call.footing.value,
        )
        before = call.target_id
    show(table)


def _word(said: bool | None) -> str:
    return "" if said is None else ("met" if said else "missed")


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
