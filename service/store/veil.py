"""What a sight does not see: views that stand before the tables, so that no query needs to remember.

A session with a sight reads through temporary views named like the tables. Both databases find a temporary view
before the table of that name, so whatever is asked, now or by code yet to be written, is asked of what may be seen.
What is hidden is found by small indexes, so that a store that hides nothing pays next to nothing.

The instant that embargoes are held against is the session's: SQLite asks a function, PostgreSQL a setting. Where
neither was given a query fails; it never shows more.
"""

# Nothing of a request ever gets in here: names of tables and columns, and the expression for the instant.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SETTING = "headway.now"
"""The setting of PostgreSQL that holds the instant."""

FUNCTION = "headway_now"
"""The function of SQLite that gives it."""

OPEN = frozenset(
    {
        # Who asks and what was done: read by those who keep the service alone.
        "api_key", "audit", "idempotent_request", "run", "run_part", "sign_in", "worker",
        # The same for everybody, or shown to nobody.
        "constants", "label_set", "load", "store",
        # Its documents name indicators; ``reads.sources`` leaves out those that are not seen.
        "source",
    }
)  # fmt: skip
"""Tables without a view."""

_BY_INDICATOR = (
    "basis", "calibration", "calibration_event", "champion", "forecast", "recalibration_item", "replay", "series",
    "suspected_break",
)  # fmt: skip
_BY_TARGET = ("assessment", "decomposition", "explanation", "judgement_due", "track_record")
_NAMED = {"mission": "row_id", "indicator": "row_id", "target": "row_id"}
_MARKED = {"area": "code", "release": "id", "source_visit": "id"}
_DATED = {
    "area": "code",
    "release": "id",
    "series": "id",
    "source_visit": "id",
    "assessment": "id",
    "forecast": "id",
    "suspected_break": "id",
}


@dataclass(frozen=True, slots=True)
class Veil:
    """What is kept from a sight: ``embargoed`` releases, ``private`` entries, or both."""

    embargoed: bool
    private: bool

    def views(self, *, prefix: str, now: str) -> Iterator[tuple[str, str]]:
        """Each view: the table it hides, and the query behind it. ``prefix`` is the schema, ``now`` an expression."""
        for table, conditions in _conditions(self, prefix, now).items():
            yield table, f'SELECT * FROM {prefix}"{table}" WHERE {" AND ".join(conditions)}'


def hidden(noun: str, prefix: str = "") -> str:
    """The query for the ids of missions, indicators or targets that are not for the public.

    An id is private as long as anybody's entry in force says so, or, where none is in force any more, if its last
    ones did. Missions pass it on to their indicators and targets, indicators to their targets.
    """
    own = f"SELECT r.id FROM {prefix}{noun} r WHERE r.private AND {_counts(noun, prefix)}"
    passed_on = {"mission": (), "indicator": ("mission",), "target": ("mission", "indicator")}[noun]
    inherited = (
        f"SELECT r.id FROM {prefix}{noun} r WHERE r.{above}_id IN ({hidden(above, prefix)}) AND {_counts(noun, prefix)}"
        for above in passed_on
    )
    return " UNION ".join((own, *inherited))


def _counts(noun: str, prefix: str) -> str:
    return (
        f"(r.recorded_to IS NULL OR NOT EXISTS (SELECT 1 FROM {prefix}{noun} c "
        "WHERE c.id = r.id AND c.recorded_to IS NULL))"
    )


def _conditions(veil: Veil, prefix: str, now: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}

    def hide(table: str, column: str, query: str, *, optional: bool = False) -> None:
        test = f"{column} NOT IN ({query})"
        found.setdefault(table, []).append(f"({column} IS NULL OR {test})" if optional else test)

    if veil.embargoed:
        for table, key in _DATED.items():
            hide(table, key, _coming(table, key, prefix, now))
        hide("observation", "release_id", _coming("release", "id", prefix, now))
        keys = _coming("assessment", "key", prefix, now)
        hide("track", "assessment_key", keys)
        hide("explanation", "before_key", keys)
        hide("explanation", "after_key", keys)
    if veil.private:
        for table, key in (_NAMED | _MARKED).items():
            hide(table, key, f"SELECT {key} FROM {prefix}{table} WHERE private")
        for noun in _NAMED:
            hide(noun, "id", hidden(noun, prefix))
        for noun in ("indicator", "target"):
            hide(noun, "mission_id", hidden("mission", prefix))
        indicators, targets = hidden("indicator", prefix), hidden("target", prefix)
        hide("target", "indicator_id", indicators, optional=True)
        for table in _BY_INDICATOR:
            hide(table, "indicator_id", indicators)
        for table in _BY_TARGET:
            hide(table, "target_id", targets)
        hide("note", "target_id", targets, optional=True)
        hide("note", "mission_id", hidden("mission", prefix), optional=True)
        hide(
            "observation", "series_id", f"SELECT id FROM {prefix}series WHERE indicator_id IN ({indicators})"
        )
        hide("track", "assessment_key", f"SELECT key FROM {prefix}assessment WHERE target_id IN ({targets})")
        # A forecast of a series for all may have been made for a target that is not.
        made_for = f"SELECT forecast_key FROM {prefix}assessment WHERE target_id IN ({targets})"
        hide("forecast", "key", f"{made_for} AND forecast_key IS NOT NULL")
        hide(
            "recalibration_run", "id", f"SELECT run FROM {prefix}recalibration_item WHERE indicator_id IN ({indicators})"
        )  # fmt: skip
    return found


def _coming(table: str, key: str, prefix: str, now: str) -> str:
    return f"SELECT {key} FROM {prefix}{table} WHERE visible_from > {now}"
