"""What a piece of judging came to, made first and kept later: by itself at once, or with all other pieces of a run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from service.store.hidden import hidden_in
from service.store.writes import explanations as explanation_rows
from service.store.writes import forecasts as forecast_rows
from service.store.writes.assessments import Judgement, confirm_assessments, rows_of, save_assessment_rows
from service.store.writes.explanations import save_explanation_rows
from service.store.writes.forecasts import NewForecast, replace_course_rows, save_forecast_rows
from service.store.writes.replays import NewReplay, save_replays

if TYPE_CHECKING:
    from forecasting.explained import Explanation

Document = dict[str, Any]

_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Results:
    """What was made of some targets or series. ``confirmed`` are keys of judgements that were held and still stand."""

    judgements: Sequence[Judgement] = ()
    confirmed: Sequence[str] = ()
    forecasts: Sequence[NewForecast] = ()
    explanations: Sequence[Explanation] = ()
    courses: Sequence[NewForecast] = ()
    replays: Sequence[NewReplay] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in Results.__slots__)

    def seen_from(self, instant: datetime, *, beside: Results) -> Results:
        """The same as it is to be seen from an instant on, without what is kept ``beside`` it sooner."""
        known = {one.assessment.key for one in beside.judgements}
        forecasts = {one.key for one in beside.forecasts}
        return replace(
            self,
            judgements=[
                replace(one, visible_from=instant)
                for one in self.judgements
                if one.assessment.key not in known
            ],
            forecasts=[
                replace(one, visible_from=instant) for one in self.forecasts if one.key not in forecasts
            ],
            courses=[replace(one, visible_from=instant) for one in self.courses],
        )

    def __add__(self, other: Results) -> Results:
        return Results(*((*getattr(self, name), *getattr(other, name)) for name in Results.__slots__))


@dataclass(frozen=True, slots=True)
class Rows:
    """The same as rows of the store, ready to be kept."""

    assessments: Sequence[tuple[Document, bytes]] = ()
    confirmed: Sequence[str] = ()
    forecasts: Sequence[Document] = ()
    explanations: Sequence[Document] = ()
    courses: Sequence[Document] = ()
    replays: Sequence[NewReplay] = field(default=())


def made_into_rows(results: Results, *, recorded: datetime) -> Rows:
    """Results as rows that carry the moment they count as recorded at."""
    return Rows(
        [rows_of(one, recorded) for one in results.judgements],
        list(results.confirmed),
        [forecast_rows.row_of(one, recorded) for one in results.forecasts],
        [explanation_rows.row_of(one, recorded) for one in results.explanations],
        [forecast_rows.row_of(one, recorded) for one in results.courses],
        list(results.replays),
    )


def save_results(session: Session, results: Results, *, recorded: datetime) -> None:
    """Keep results in the transaction of a session."""
    save_rows(session, made_into_rows(results, recorded=recorded), recorded=recorded)


def save_rows(session: Session, rows: Rows, *, recorded: datetime) -> None:
    """Keep results that were made into rows before. What is held already is passed over."""
    hidden = hidden_in(session.connection()).targets
    private = {row["forecast_key"] for row, _ in rows.assessments if row["target_id"] in hidden}
    save_forecast_rows(session, rows.forecasts, private=private)
    save_assessment_rows(session, rows.assessments, recorded=recorded)
    confirm_assessments(session, rows.confirmed, recorded=recorded)
    save_explanation_rows(session, rows.explanations)
    replace_course_rows(session, rows.courses)
    save_replays(session, rows.replays, recorded=recorded)


# --------------------------------------------------------------------------- rows as bytes


def packed(rows: Rows) -> bytes:
    """Rows as bytes, the same for the same rows, to be read back with ``unpacked``."""
    blobs = _Blobs()
    document = {
        "assessments": [[_plain(row, blobs), blobs.add(points)] for row, points in rows.assessments],
        "confirmed": list(rows.confirmed),
        "forecasts": [_plain(row, blobs) for row in rows.forecasts],
        "explanations": [_plain(row, blobs) for row in rows.explanations],
        "courses": [_plain(row, blobs) for row in rows.courses],
        "replays": [[one.indicator_id, one.area, one.key, one.document] for one in rows.replays],
    }
    head = zlib.compress(json.dumps(document, separators=(",", ":"), allow_nan=False).encode(), 1)
    return len(head).to_bytes(_LENGTH, "big") + head + bytes(blobs.data)


def unpacked(data: bytes) -> Rows:
    """Rows that were packed."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    document, blobs = json.loads(zlib.decompress(data[_LENGTH:end])), _Blobs(data[end:])
    return Rows(
        [(_rich(row, blobs), blobs.at(points)) for row, points in document["assessments"]],
        document["confirmed"],
        [_rich(row, blobs) for row in document["forecasts"]],
        [_rich(row, blobs) for row in document["explanations"]],
        [_rich(row, blobs) for row in document["courses"]],
        [NewReplay(*one) for one in document["replays"]],
    )


class _Blobs:
    """Pieces of bytes behind a document, which names them by place and length: they are compressed already."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    def add(self, piece: bytes) -> list[int]:
        place = len(self.data)
        self.data += piece
        return [place, len(piece)]

    def at(self, where: Sequence[int]) -> bytes:
        place, length = where
        return bytes(self.data[place : place + length])


def _plain(row: Mapping[str, Any], blobs: _Blobs) -> Document:
    return {name: _tagged(value, blobs) for name, value in row.items()}


def _tagged(value: Any, blobs: _Blobs) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"bytes": blobs.add(value)} if isinstance(value, bytes) else value


def _rich(row: Document, blobs: _Blobs) -> Document:
    return {
        name: _untagged(value, blobs) if isinstance(value, dict) else value for name, value in row.items()
    }


def _untagged(value: Document, blobs: _Blobs) -> Any:
    ((kind, said),) = value.items()
    if kind == "moment":
        return datetime.fromisoformat(said)
    return date.fromisoformat(said) if kind == "day" else blobs.at(said)
