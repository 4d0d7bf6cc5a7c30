"""Constants of an installation's own, beside the shipped ones and never instead of them on disk.

They are kept as the moves d0 to d4 away from the shipped constants of one version of the engine. Another version
has other constants, from which the same moves would lead elsewhere: then the shipped ones are in force until a
new fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from forecasting.engine import ENGINE_VERSION, EngineSettings
from forecasting.models.constants import FrequencyClass, PanelConstants, panel_constants
from forecasting.spread_fit import moved


@dataclass(frozen=True, slots=True)
class OwnConstants:
    """The fitted spread of one frequency class, and the version of the engine that it was fitted for."""

    frequency: FrequencyClass
    engine: str
    moves: tuple[float, ...]

    @property
    def version(self) -> str:
        """A name that changes with any of it."""
        text = f"{self.frequency}|{self.engine}|{self.moves!r}"
        return sha256(text.encode()).hexdigest()[:10]

    @property
    def applies(self) -> bool:
        """Whether it was fitted for the engine that runs."""
        return self.engine == ENGINE_VERSION

    @property
    def constants(self) -> PanelConstants:
        """The constants themselves."""
        return moved(panel_constants(self.frequency), np.array(self.moves))


def settings_of(own: Sequence[OwnConstants]) -> EngineSettings:
    """The engine with the constants that apply in place of the shipped ones."""
    return EngineSettings(
        constants=tuple((one.frequency, one.constants) for one in own if one.applies),
        version=engine_name(own),
    )


def engine_name(own: Sequence[OwnConstants]) -> str:
    """The version of the engine with its constants, which is part of the identity of every judgement."""
    versions = sorted(one.version for one in own if one.applies)
    if not versions:
        return ENGINE_VERSION
    return f"{ENGINE_VERSION}+own.{sha256('.'.join(versions).encode()).hexdigest()[:8]}"
