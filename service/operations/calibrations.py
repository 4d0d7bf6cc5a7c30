"""The calibrations an installation can still run: the shipped constants, and every fit of its own that it holds."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.models.constants import FrequencyClass
from forecasting.own_constants import OwnConstants, settings_of
from service.operations.installation import Installation
from service.store.reads.constants import all_constants
from service.store.records import ConstantsRecord


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
