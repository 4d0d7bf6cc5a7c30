"""The calibrations an installation can still run: the shipped constants, and every fit of its own that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.judging.case import Case
from forecasting.judging.judge import Judgement, judge
from forecasting.judging.record import record_for
from forecasting.models.constants import FrequencyClass
from forecasting.own_constants import OwnConstants, settings_of
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.store.reads.constants import all_constants
from service.store.records import ConstantsRecord


@dataclass(frozen=True, eq=False)
class Engines:
    """The calibration in force, and every one that can be run, by version."""

    current: EngineSettings
    runnable: Mapping[str, EngineSettings]

    def nearest(self, version: str) -> str:
        """A version that can be run: itself, or else the one in force."""
        return version if version in self.runnable else self.current.version

    def judged(self, asked: Mapping[str, tuple[Case, str]]) -> dict[str, tuple[Case, Judgement]]:
        """Every case judged with the version that it asks for, those of one version in one batch."""
        found: dict[str, tuple[Case, Judgement]] = {}
        known = {**self.runnable, self.current.version: self.current}
        for version in sorted({version for _, version in asked.values()}):
            cases = {key: case for key, (case, own) in asked.items() if own == version}
            answers = judge(
                list(cases.values()), evidence_for=record_for, sensitivity=False, engine=known[version]
            )
            found |= {key: (case, answer) for (key, case), answer in zip(cases.items(), answers, strict=True)}
        return found


def engines_of(installation: Installation) -> Engines:
    """The calibrations of an installation."""
    return Engines(engine_of(installation).settings, runnable(installation))


def runnable(installation: Installation) -> Mapping[str, EngineSettings]:
    """The settings of each version of the engine that can be run, by the version judgements carry.

    Constants are kept after they are retired, so that what was judged with them can be judged again. Another version
    of the engine's own code is gone with that code.
    """
    with installation.store.read() as session:
        fitted = all_constants(session)
    found = {DEFAULT.version: DEFAULT}
    for moment in {record.recorded_at for record in fitted} | {
        record.retired_at for record in fitted if record.retired_at is not None
    }:
        newest: dict[str, ConstantsRecord] = {}
        for record in fitted:
            if record.recorded_at <= moment and (record.retired_at is None or record.retired_at > moment):
                newest[record.frequency_class] = record
        settings = settings_of([_own(record) for record in newest.values()])
        found[settings.version] = settings
    return found


def _own(record: ConstantsRecord) -> OwnConstants:
    data = record.data
    return OwnConstants(FrequencyClass(record.frequency_class), data["engine"], tuple(data["moves"]))
