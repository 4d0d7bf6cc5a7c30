"""The calibrations an installation can still run: the shipped constants, and every fit of its own that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.judging.case import Case
from forecasting.judging.judge import Judgement, judge
from forecasting.judging.record import record_for
from forecasting.models.constants import FrequencyClass
from forecasting.own_constants import OwnConstants, settings_of
from forecasting.recalibration.calibration import engine_parts
from service.operations.champions import Champions, champions_of
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.store.reads.constants import all_constants
from service.store.records import ConstantsRecord


@dataclass(frozen=True, eq=False)
class Engines:
    """The engine in force, every one that can be run, by version, and the calibrations that judgements mention."""

    current: EngineSettings
    runnable: Mapping[str, EngineSettings]
    champions: Champions = field(default_factory=Champions)

    def runs(self, version: str) -> bool:
        """Whether judgements with the name of an engine can be made again in any mixture.

        What drives a series belongs to the figures as well as to the calibration, so those are told apart by
        difference alone.
        """
        engine, versions = engine_parts(version)
        named = self.champions.behind(version, count=len(versions))
        return engine in self.runnable and named is not None and not any(one.regressors for one in named)

    def nearest(self, version: str) -> str:
        """A version that can be run: itself, or else the one in force."""
        return version if self.runs(version) else self.current.version

    def judged(self, asked: Mapping[str, tuple[Case, str]]) -> dict[str, tuple[Case, Judgement]]:
        """Every case judged with the version that it asks for, those of one version in one batch."""
        found: dict[str, tuple[Case, Judgement]] = {}
        known = {**self.runnable, self.current.version: self.current}
        for version in sorted({version for _, version in asked.values()}):
            cases = {key: self._with(case, version) for key, (case, own) in asked.items() if own == version}
            settings = known[engine_parts(version)[0]]
            answers = judge(list(cases.values()), evidence_for=record_for, sensitivity=False, engine=settings)
            found |= {key: (case, answer) for (key, case), answer in zip(cases.items(), answers, strict=True)}
        return found

    def _with(self, case: Case, version: str) -> Case:
        """The case with the calibrations that the name of an engine mentions."""
        named = self.champions.behind(version, count=1 + len(case.companions))
        if named is None:
            return case
        companions = tuple(
            replace(one, calibration=own) for one, own in zip(case.companions, named[1:], strict=True)
        )
        return replace(case, calibration=named[0], companions=companions)


def engines_of(installation: Installation, *, named: Iterable[str] = ()) -> Engines:
    """The engines of an installation, with the calibrations that the names of some mention."""
    with installation.store.read() as session:
        champions = champions_of(session, engines=named)
    return Engines(engine_of(installation).settings, runnable(installation), champions)


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
