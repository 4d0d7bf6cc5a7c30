"""What cannot be proposed, and what to ask instead.

::

    HeadwayError
    └── SettingError
        ├── DirectionMissing   nothing says whether more or less is better
        ├── DateNotAhead       the date lies within the figures held already
        ├── NotAFlow           a total was asked of something that does not add up
        ├── WindowInvalid      a window that ends before it begins
        └── ValueUnusable      a value that is no finite number
"""

from __future__ import annotations

from forecasting.errors import HeadwayError


class SettingError(HeadwayError):
    """A target that cannot be proposed as asked."""

    code = "setting_error"


class DirectionMissing(SettingError):
    """The indicator has no better direction, and none was given."""

    code = "direction_missing"


class DateNotAhead(SettingError):
    """The deciding figure is held already, or the date lies before the newest one."""

    code = "date_not_ahead"


class NotAFlow(SettingError):
    """The values of a stock, a rate or an average make no total."""

    code = "not_a_flow"


class WindowInvalid(SettingError):
    """The window ends before it begins."""

    code = "window_invalid"


class ValueUnusable(SettingError):
    """The value asked about is no finite number."""

    code = "value_unusable"
