"""An analyst's own targets: a CSV or Parquet file with one target a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from datasets.errors import TargetsInvalid
from datasets.kinds import COLUMNS, RULES, Operation
from datasets.parliament import READING, ends_parliament
from datasets.reading.cells import Cells, has_points
from datasets.reading.columns import Collected
from datasets.reading.observations import SeriesInfo
from datasets.reading.tables import LIMIT_BYTES, RawTable, read_table
from forecasting.indicators import Direction
from forecasting.targets import Baseline, Kind, Target

REQUIRED = ("target_id", "series_id", "kind", "comparator", "target_value", "target_period")
OPTIONAL = (
    "target_upper",
    "strict",
    "window_start",
    "window_end",
    "baseline_period",
    "baseline_value",
    "direction",
    "periods_required",
    "functional_zero",
    "trajectory",
    "components",
    "any_k",
    "other_series_id",
    "operation",
    "peer_series",
    "scenario_series_id",
)

_FIELDS = {column: name for name, column in COLUMNS.items()}
_NEVER_SPARE = frozenset(
    {"comparator", "period", "periods_required", "functional_zero", "window.end", "operation"}
)
_BY_PARTS = frozenset({Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED})
_IN_UNITS = frozenset({Kind.LEVEL, Kind.BAND, Kind.MAINTAIN, Kind.SUSTAINED_STANDARD})
# Naming the nearest of very many series for every unknown one would take longer than reading the file.
_MANY = 2000


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target of a bulk file with what only some kinds need.

    ``series_id`` is empty for a target made of others. ``trajectory`` names a shape; points written in its
    place are the target's milestones.
    """

    target: Target
    series_id: str = ""
    direction: Direction | None = None
    trajectory: str = ""
    any_k: int | None = None
    other_series_id: str = ""
    operation: Operation = Operation.DIFFERENCE
    peer_series: tuple[str, ...] = ()
    scenario_series_id: str = ""


@dataclass(frozen=True, eq=False)
class TargetTable:
    """The targets of a file, in its order."""

    name: str
    rows: tuple[TargetRow, ...]
    ignored_columns: tuple[str, ...] = field(default=())


def read_targets(
    path: Path, *, series: Mapping[str, SeriesInfo] | None = None, limit_bytes: int = LIMIT_BYTES
) -> TargetTable:
    """Read a bulk file of targets.

    ``series`` are the series the targets may refer to; periods are then read in their frequency and values
    checked against their bounds (None: neither). Raises the errors of ``read_table``, or TargetsInvalid with
    the problems of every row.
    """
    table = read_table(path, required=REQUIRED, optional=OPTIONAL, limit_bytes=limit_bytes)
    problems = Collected(table)
    rows = [_Row(cells, row, problems, series) for row, cells in enumerate(_cells(table))]
    found = [row.read() for row in rows]
    _check_ids([row.cells for row in rows])
    problems.raise_if_any(TargetsInvalid)
    return TargetTable(table.name, tuple(row for row in found if row is not None), table.ignored)


def _cells(table: RawTable) -> Iterator[dict[str, str]]:
    names = list(table.columns)
    for cells in zip(*(table.columns[name].to_pylist() for name in names), strict=True):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}


class _Row:
    """One target: its cells read and checked against each other and against its series."""

    def __init__(
        self,
        cells: Mapping[str, str],
        row: int,
        problems: Collected,
        series: Mapping[str, SeriesInfo] | None,
    ) -> None:
        self.series = series
        self.info = None if series is None else series.get(cells.get("series_id", ""))
        frequency = None if self.info is None else self.info.frequency
        self.cells = Cells(cells, row=row, problems=problems, frequency=frequency)

    def read(self) -> TargetRow | None:
        """The target of the row; None where its kind cannot be read."""
        for name in ("target_id", "kind"):
            if name not in self.cells.cells:
                self.cells.wrong(
                    "missing_value", name, f"“{name}” is empty.", "Fill it in, or take the row out."
                )
        kind = self.cells.word("kind", Kind)
        if kind is None or "target_id" not in self.cells.cells:
            return None
        self._check_kind(kind)
        self._check_series(kind)
        target = Target(
            id=self.cells.get("target_id"),
            kind=kind,
            comparator=self.cells.comparator(),
            value=self.cells.number_of("target_value"),
            upper=self.cells.number_of("target_upper"),
            period=self.cells.period("target_period"),
            window=self.cells.window(),
            baseline=Baseline(self.cells.period("baseline_period"), self.cells.number_of("baseline_value")),
            milestones=self.cells.points(),
            path=self.cells.shape(),
            periods_required=self.cells.whole("periods_required", 1) or 1,
            functional_zero=self.cells.number_of("functional_zero") or 0.0,
            components=self.cells.list_of("components"),
            operation=self.cells.word("operation", Operation) or Operation.DIFFERENCE,
            any_k=self.cells.whole("any_k", 1),
            reading=READING if ends_parliament(self.cells.get("target_period")) else "",
        )
        self._check_dates(target)
        self._check_values(target)
        self._check_others(target)
        trajectory = self.cells.get("trajectory")
        return TargetRow(
            target,
            series_id=self.cells.get("series_id"),
            direction=self.cells.word("direction", Direction),
            trajectory="" if has_points(trajectory) else trajectory,
            any_k=target.any_k,
            other_series_id=self.cells.get("other_series_id"),
            operation=target.operation,
            peer_series=self.cells.list_of("peer_series"),
            scenario_series_id=self.cells.get("scenario_series_id"),
        )

    def _check_kind(self, kind: Kind) -> None:
        given = {_FIELDS[column] for column in self.cells.cells if column in _FIELDS}
        if not has_points(self.cells.get("trajectory")):
            given.discard("milestones")
        rule = RULES[kind]
        for choice in rule.missing(given):
            columns = [COLUMNS[name] for name in choice]
            wanted = " or ".join(f"“{column}”" for column in columns)
            self.cells.wrong(
                "field_missing_for_kind",
                columns[0],
                f"A target of kind “{kind}” needs {wanted}.",
                f"Fill it in. {rule.met_when}",
            )
        for name in rule.unread(sorted(given - _NEVER_SPARE)):
            column = COLUMNS[name]
            self.cells.wrong(
                "field_not_for_kind",
                column,
                f"A target of kind “{kind}” does not read “{column}”.",
                "Leave it empty, or choose another kind.",
            )

    def _check_series(self, kind: Kind) -> None:
        if kind not in _BY_PARTS and "series_id" not in self.cells.cells:
            self.cells.wrong(
                "missing_value",
                "series_id",
                "“series_id” is empty.",
                "Name the series the target is measured by.",
            )
        for column in ("series_id", "other_series_id", "scenario_series_id"):
            self._known(column, self.cells.get(column))
        for name in self.cells.list_of("peer_series"):
            self._known("peer_series", name)

    def _known(self, column: str, name: str) -> None:
        if not name or self.series is None or name in self.series:
            return
        near = get_close_matches(name, list(self.series), n=1) if len(self.series) <= _MANY else []
        remedy = f"Did you mean “{near[0]}”?" if near else "Give its observations, or mend the name."
        self.cells.wrong("unknown_series", column, f"There is no series “{name}”.", remedy)

    def _check_dates(self, target: Target) -> None:
        due, baseline = target.due, target.baseline.period
        if due is not None and baseline is not None and baseline.end >= due:
            self.cells.wrong(
                "baseline_after_target",
                "baseline_period",
                f"The baseline {baseline} does not lie before the target is due ({due}).",
                "Mend the baseline or the date of the target.",
            )

    def _check_values(self, target: Target) -> None:
        if (
            target.kind is Kind.BAND
            and target.value is not None
            and target.upper is not None
            and target.upper <= target.value
        ):
            self.cells.wrong(
                "band_reversed",
                "target_upper",
                "The upper end of the band is not above the lower.",
                "Swap the two.",
            )
        if self.info is None or target.kind not in _IN_UNITS:
            return
        low, high = self.info.lower, self.info.upper
        for column, value in (("target_value", target.value), ("target_upper", target.upper)):
            if value is not None and (
                (low is not None and value < low) or (high is not None and value > high)
            ):
                self.cells.wrong(
                    "value_out_of_bounds",
                    column,
                    f"{value:g} lies outside the bounds of “{self.info.id}”.",
                    "Mend the value or the bounds.",
                )

    def _check_others(self, target: Target) -> None:
        """What is measured on several series or made of several targets must fit together."""
        own = self.cells.get("series_id")
        peers = self.cells.list_of("peer_series")
        for column, names in (
            ("other_series_id", (self.cells.get("other_series_id"),)),
            ("scenario_series_id", (self.cells.get("scenario_series_id"),)),
            ("peer_series", peers),
        ):
            for name in filter(None, names):
                self._alike(column, name, own)
        if len(set(peers)) < len(peers):
            self.cells.wrong("repeated", "peer_series", "A peer is named twice.", "Name every peer once.")
        if target.kind is Kind.RANK:
            self._check_rank(target, len(peers) + 1)
        parts = len(target.components)
        if target.kind is Kind.DERIVED and parts > 1:
            self.cells.wrong(
                "too_many_components",
                "components",
                f"A target of kind “derived” follows from one other, not from {parts}.",
                "Name one, or use “all_of”.",
            )
        if target.any_k is not None and target.any_k > parts:
            self.cells.wrong(
                "out_of_range",
                "any_k",
                f"{target.any_k} of {parts} components can never be met.",
                f"Write a number from 1 to {parts}.",
            )

    def _alike(self, column: str, name: str, own: str) -> None:
        if name == own:
            self.cells.wrong(
                "same_series", column, f"“{name}” is the target's own series.", "Name another series."
            )
        other = None if self.series is None else self.series.get(name)
        if self.info is None or other is None or other.frequency is self.info.frequency:
            return
        self.cells.wrong(
            "series_not_alike",
            column,
            f"“{name}” is measured by {other.frequency.words}, “{own}” by {self.info.frequency.words}.",
            "Give both in the same frequency.",
        )

    def _check_rank(self, target: Target, count: int) -> None:
        rank = target.value
        if rank is not None and (rank != int(rank) or not 1 <= rank <= count):
            self.cells.wrong(
                "out_of_range",
                "target_value",
                f"{rank:g} is not a rank among {count}.",
                f"Write a whole number from 1 to {count}.",
            )
        known = Direction.NEUTRAL if self.info is None else self.info.direction
        if "direction" not in self.cells.cells and self.series is not None and known is Direction.NEUTRAL:
            self.cells.wrong(
                "direction_missing",
                "direction",
                "A rank needs to know which way is better, and the series does not say.",
                "Write increase or decrease.",
            )


def _check_ids(rows: Sequence[Cells]) -> None:
    ids: dict[str, int] = {}
    for row in rows:
        name = row.get("target_id")
        if name and ids.setdefault(name, row.row) != row.row:
            row.wrong(
                "duplicate_id", "target_id", f"There are two targets “{name}”.", "Give each its own id."
            )
    for row in rows:
        for part in row.list_of("components"):
            if part not in ids or part == row.get("target_id"):
                row.wrong(
                    "unknown_target",
                    "components",
                    f"There is no other target “{part}” in the file.",
                    "Add it, or mend the name.",
                )
