"""Makes a stored judgement again from what it rested on, and says whether it comes out the same, bit for bit.

What it rested on is found again in the store: the figures loaded by then, the entries of the catalogue as they were
recorded then, the calibrations that its engine's name mentions, the seed that follows from its key. What is gone is
named.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import numpy as np

from forecasting.assessment import Assessment, Knowledge
from forecasting.engine import ENGINE_VERSION, EngineSettings
from forecasting.forecasts import Forecast
from forecasting.judging.judge import Judgement, judge
from forecasting.judging.record import record_for
from forecasting.recalibration.calibration import engine_named, engine_parts
from forecasting.targets import Kind
from service.documents import dumps, from_document, to_document
from service.operations.calibrations import runnable
from service.operations.cases import Moment, TargetCase, cases_in
from service.operations.champions import calibration_in
from service.operations.installation import Installation
from service.operations.judging import joint_key, judged_jointly, key_of
from service.operations.recalibration.errors import NothingToReproduce
from service.operations.version import code_version
from service.store.reads.assessments import assessment, history
from service.store.reads.calibrations import calibrations, calibrations_named
from service.store.reads.catalogue import targets, versions
from service.store.reads.forecasts import forecast as stored_forecast
from service.store.records import AssessmentRecord, Noun

if TYPE_CHECKING:
    pass

_JOINT = (Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED)
_TOLERANCE = 1e-9
_MOST_WAYS = 64
"""Combinations of earlier judgements of its parts that are tried for a joint target."""


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What came of making a judgement again.

    ``same`` says whether every byte of it, and of its forecast, is as stored; ``close`` whether every number is within
    1e-9 of the stored one, which is all that another platform may promise. ``differs`` is the first field that differs, ``stored``
    and ``made`` what it is and what it came to. ``missing`` says what of that which it rested on is gone.
    """

    key: str
    target_id: str
    as_of: date
    same: bool
    close: bool = False
    differs: str | None = None
    stored: Any = None
    made: Any = None
    missing: tuple[str, ...] = ()
    engine: str = ""
    code_version: str = ""

    @property
    def statement(self) -> str:
        """The result in a sentence or two."""
        if self.missing:
            return f"It cannot be made again: {' '.join(self.missing)}"
        if self.same:
            return "Made again from the figures, the calibration and the seed of its time, it is the same bit for bit."
        within = " All numbers are within 1e-9 of those stored." if self.close else ""
        text = (
            f"It comes out differently: {self.differs} is {self.made!r}, stored is {self.stored!r}.{within}"
        )
        if self.code_version and self.code_version != code_version():
            text += f" It was made by Headway {self.code_version}; this is {code_version()}."
        return text


def reproduce(installation: Installation, key: str) -> Reproduced:
    """Make the judgement with a key again, of whatever kind and age; nothing is written.

    Raises NothingToReproduce.
    """
    with installation.store.read() as session:
        record = assessment(session, key)
    if record is None:
        raise NothingToReproduce(
            f"No judgement has the key “{key}”.",
            field="assessment_id",
            value=key,
            remedy="“headway assess TARGET --format json” shows the key of each.",
        )
    found = _Again(installation).of(record)
    if isinstance(found, tuple):
        return _result(record, missing=found)
    return _compared(installation, record, found.assessment, found.forecast)


class _Again:
    """Finds what a judgement rested on, and judges it again."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._engines = runnable(installation)

    def of(self, record: AssessmentRecord) -> Judgement | tuple[str, ...]:
        """The judgement made again with its forecast, or what is missing."""
        missing = self._gone(record)
        if missing:
            return missing
        joint = Kind(record.kind) in _JOINT
        found = self._jointly(record) if joint else self._alone(record)
        return self._why_not(record) if found is None else found

    def case_of(self, record: AssessmentRecord) -> tuple[TargetCase, EngineSettings] | None:
        """The case a judgement on a series of its own rested on, with the engine; None where it is not found."""
        for item, settings in self._candidates(record):
            if key_of(item.case, settings.version) == record.key:
                return item, settings
        return None

    def _alone(self, record: AssessmentRecord) -> Judgement | None:
        found = self.case_of(record)
        if found is None:
            return None
        item, settings = found
        return judge(
            [item.case],
            evidence_for=record_for,
            code_version=_evidence(record).get("code_version") or code_version(),
            engine=settings,
        )[0]

    def _jointly(self, record: AssessmentRecord) -> Judgement | None:
        parts = [one["target_id"] for one in record.data["components"]]
        with self._installation.store.read() as session:
            held = {
                id_: [one for one in history(session, id_) if one.recorded_at <= record.recorded_at]
                for id_ in parts
            }
            listed = [
                [assessment(session, one.key) for one in held[part["target_id"]] if _is_part(part, one)]
                for part in record.data["components"]
            ]
        ways = [[one for one in some if one is not None] for some in listed]
        for item, settings in self._candidates(record):
            for way in islice(product(*ways), _MOST_WAYS):
                judged = [from_document(Assessment, one.data) for one in way]
                key = joint_key(item, judged, settings.version)
                if key != record.key:
                    continue
                cases = [self.case_of(one) for one in way]
                if any(one is None for one in cases):
                    return None
                own = [one[0].case for one in cases if one is not None]
                return Judgement(judged_jointly(item, judged, own, key=key))
        return None

    def _candidates(self, record: AssessmentRecord) -> Iterator[tuple[TargetCase, EngineSettings]]:
        """Every case that the judgement may have rested on: by day, and by engine where it does not say which."""
        for day in _days(record):
            for name in self._names(record):
                settings = self._engines[engine_parts(name)[0]]
                with self._installation.store.read() as session:
                    items = cases_in(
                        session,
                        bases_of=self._installation.bases_of,
                        moments={record.target_id: Moment(day, record.recorded_at, name)},
                        loaded_by=record.recorded_at,
                    )
                for item in items:
                    yield item, settings

    def _names(self, record: AssessmentRecord) -> Sequence[str]:
        named = _evidence(record).get("engine")
        if named:
            return [named]
        # What was settled without a forecast does not say what it would have been forecast with.
        names = list(self._engines)
        with self._installation.store.read() as session:
            entry = next((one for one in targets(session) if one.id == record.target_id), None)
            if entry is None or entry.indicator_id is None:
                return names
            own = [calibration_in(one.data) for one in calibrations(session, indicator=entry.indicator_id)]
        return [*names, *(engine_named(name, (one,)) for one in own for name in names)]

    def _gone(self, record: AssessmentRecord) -> tuple[str, ...]:
        """What is known to be gone before anything is looked for."""
        found: list[str] = []
        name = _evidence(record).get("engine") or ENGINE_VERSION
        engine, named = engine_parts(name)
        if engine not in self._engines:
            plain = engine.partition("+")[0]
            if plain != ENGINE_VERSION:
                text = f"it was made by engine {plain}, this is engine {ENGINE_VERSION}; that code is gone."
            else:
                text = f"the constants of engine {engine} are not held any more."
            found.append(text)
        with self._installation.store.read() as session:
            held = calibrations_named(session, [one for one in named if one])
            entry = next((one for one in targets(session) if one.id == record.target_id), None)
            past = versions(session, Noun.TARGET, record.target_id)
        found += [f"calibration {one} is not held any more." for one in named if one and one not in held]
        if entry is None:
            found.append(f"the target “{record.target_id}” is in no catalogue any more.")
        elif record.target_version not in {one.version for one in past} | {entry.version}:
            found.append("the version of the target it was made of is not held any more.")
        return tuple(found)

    def _why_not(self, record: AssessmentRecord) -> tuple[str, ...]:
        """What is missing where nothing that is held has the key of the judgement."""
        made_by = _evidence(record).get("code_version") or ""
        releases = set(_evidence(record).get("releases") or ())
        found: list[str] = []
        items = [item for item, _ in islice(self._candidates(record), 1)]
        gone = releases - {key for item in items for key in item.case.releases} if items else set()
        if gone and Kind(record.kind) not in _JOINT:
            found.append(f"the figures of {', '.join(sorted(gone))} are not held as they were.")
        if items and items[0].record.version != record.target_version:
            found.append("the version of the target it was made of was recorded at another time.")
        if made_by and made_by != code_version():
            found.append(f"it was made by Headway {made_by}, this is {code_version()}.")
        if not found:
            found.append(
                "a figure, a break, a basis or an entry of the catalogue that it rested on is not held as it was "
                f"at {record.recorded_at:%Y-%m-%d %H:%M}, or it was made by other code."
            )
        return tuple(found)


def _evidence(record: AssessmentRecord) -> Mapping[str, Any]:
    found: Mapping[str, Any] = record.data.get("evidence") or {}
    return found


def _days(record: AssessmentRecord) -> list[date | None]:
    """The days that a judgement may have been asked as of; it is dated by its newest information."""
    if _evidence(record).get("knowledge") == Knowledge.CURRENT.value:
        return [None]
    year = [record.as_of + timedelta(days=days) for days in (0, 1, 7, 31, 92, 183, 365)]
    return [day for day in year if day == record.as_of or day <= record.recorded_at.date()]


def _is_part(part: Mapping[str, Any], record: AssessmentRecord) -> bool:
    return bool(part["verdict"] == record.verdict and part["probability"] == record.probability)


def _result(record: AssessmentRecord, **found: Any) -> Reproduced:
    evidence = _evidence(record)
    return Reproduced(
        record.key,
        record.target_id,
        record.as_of,
        same=False,
        engine=evidence.get("engine") or "",
        code_version=evidence.get("code_version") or "",
        **found,
    )


def _compared(
    installation: Installation, record: AssessmentRecord, made: Assessment, forecast: Forecast | None
) -> Reproduced:
    import json

    stored, again = record.data, json.loads(dumps(to_document(made)))
    with installation.store.read() as session:
        held = None if record.forecast_key is None else stored_forecast(session, record.forecast_key)
    pairs = list(_differences(stored, again, ""))
    if (held is None) is not (forecast is None):
        pairs.append(("forecast", None if held is None else "stored", None if forecast is None else "made"))
    elif held is not None and forecast is not None:
        own = forecast.margins.grid
        if (
            held.margins.shape != own.shape
            or held.margins.tobytes() != own.astype(held.margins.dtype).tobytes()
        ):
            step, level = _first(held.margins, own)
            name = f"forecast.margins[{step}][{level}]"
            pairs.append((name, float(held.margins[step, level]), float(own[step, level])))
        if held.seed != forecast.seed:
            pairs.append(("forecast.seed", held.seed, forecast.seed))
    if not pairs:
        return replace(_result(record), same=True, close=True)
    field, was, became = pairs[0]
    close = all(_close(one, two) for _, one, two in pairs)
    return _result(record, close=close, differs=field, stored=was, made=became)


def _first(stored: Any, made: Any) -> tuple[int, int]:
    if stored.shape != made.shape:
        return 0, 0
    step, level = np.argwhere(stored != made)[0]
    return int(step), int(level)


def _differences(stored: Any, made: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Every leaf in which two documents differ, with its path, in the order of the stored one."""
    if isinstance(stored, dict) and isinstance(made, dict):
        for name in dict.fromkeys((*stored, *made)):
            yield from _differences(stored.get(name), made.get(name), f"{path}.{name}" if path else name)
    elif isinstance(stored, list) and isinstance(made, list) and len(stored) == len(made):
        for place, (one, two) in enumerate(zip(stored, made, strict=True)):
            yield from _differences(one, two, f"{path}[{place}]")
    elif stored != made or type(stored) is not type(made):
        yield path, stored, made


def _close(stored: Any, made: Any) -> bool:
    if not isinstance(stored, float | int) or not isinstance(made, float | int):
        return False
    return math.isclose(stored, made, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
