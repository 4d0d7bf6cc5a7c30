"""What can be wrong with what is asked of a recalibration.

::

    OperationError
    └── CalibrationError
        ├── CalibrationUnknown        no calibration has this number
        ├── RunUnknown                no run has this id, or none is unfinished
        ├── ReasonMissing             who decides says why
        ├── NothingToReproduce        no judgement has this key
        └── CalibrationConflict       what stands does not allow it
            ├── CalibrationNotOpen    only a challenger can be promoted or rejected
            ├── ChampionChanged       somebody changed the champion in the meantime
            ├── ChallengerOutdated    the champion was compared on newer figures than the challenger
            ├── ChallengerOfOtherCode it was made by another version of the engine or of Headway
            └── NothingToRollBack     no calibration was ever promoted there
"""

from __future__ import annotations

from service.operations.errors import OperationError


class CalibrationError(OperationError):
    """A recalibration that cannot be made, or a calibration that cannot be changed, as asked."""

    code = "calibration_error"


class CalibrationUnknown(CalibrationError):
    """No calibration has this number."""

    code = "calibration_unknown"

    def __init__(self, id_: int) -> None:
        super().__init__(
            f"There is no calibration {id_}.",
            field="id",
            value=id_,
            remedy="“headway calibrations list” shows them all.",
        )


class RunUnknown(CalibrationError):
    """No run has this id, or there is none that is not finished."""

    code = "recalibration_unknown"


class ReasonMissing(CalibrationError):
    """Who decides says why."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(
            "A reason is missing.",
            field="reason",
            value="",
            remedy="Say why, in a sentence; it is kept with the decision.",
        )


class CalibrationConflict(CalibrationError):
    """What stands does not allow it; nothing was changed."""

    code = "calibration_conflict"


class CalibrationNotOpen(CalibrationConflict):
    """Only a challenger can be promoted or rejected."""

    code = "calibration_not_open"


class ChampionChanged(CalibrationConflict):
    """The champion is another one than when this was asked, or than the challenger was compared with."""

    code = "champion_changed"


class ChallengerOutdated(CalibrationConflict):
    """The champion was compared on newer figures than the challenger."""

    code = "challenger_outdated"


class ChallengerOfOtherCode(CalibrationConflict):
    """The challenger was made by another version of the engine or of Headway, so that its backtest shows nothing."""

    code = "challenger_of_other_code"


class NothingToRollBack(CalibrationConflict):
    """No calibration was ever promoted there."""

    code = "nothing_to_roll_back"


class NothingToReproduce(CalibrationError):
    """No judgement has this key."""

    code = "assessment_unknown"
