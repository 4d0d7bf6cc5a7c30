"""Which constants the engine of an installation uses: the shipped ones, or those fitted on its own record."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.models.constants import FrequencyClass
from forecasting.own_constants import OwnConstants, settings_of
from service.operations.installation import Installation
from service.store.reads.constants import constants_in_force
from service.store.records import ConstantsRecord

SHIPPED = "shipped"


@dataclass(frozen=True, eq=False)
class Engine:
    """The engine as an installation runs it."""

    settings: EngineSettings
    own: tuple[OwnConstants, ...] = ()

    @property
    def name(self) -> str:
        """The version of the engine, which tells its constants apart."""
        return self.settings.version

    @property
    def constants(self) -> dict[str, str]:
        """The version of the constants of each frequency class."""
        own = {one.frequency: one.version for one in self.own if one.applies}
        return {name.value: own.get(name, SHIPPED) for name in FrequencyClass}


def shipped_engine() -> Engine:
    """The engine as it ships."""
    return Engine(DEFAULT)


def engine_of(installation: Installation) -> Engine:
    """The engine with the constants in force. Constants fitted for another version of it do not apply."""
    with installation.store.read() as session:
        own = tuple(_own(record) for record in constants_in_force(session))
    return Engine(settings_of(own), own)


def _own(record: ConstantsRecord) -> OwnConstants:
    data = record.data
    return OwnConstants(FrequencyClass(record.frequency_class), data["engine"], tuple(data["moves"]))
