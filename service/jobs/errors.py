"""What can be wrong with a job.

::

    JobFailure                  what went wrong elsewhere, as it is told here

    HeadwayError
    └── JobError
        ├── JobUnknown          there is no job with this id
        ├── JobOver             it is over, so it cannot be cancelled
        ├── JobNotFailed        it has not failed, so there is nothing to resume
        ├── JobOutdated         another version of the code began it
        ├── JobsUnavailable     the database of the jobs does not answer
        ├── FetchingOff         an ingestion would ask publishers, and this installation does not
        ├── NothingToDo         nothing was asked for
        └── ProcessDied         the process that did a part was killed or crashed
"""

from __future__ import annotations

from typing import ClassVar

from forecasting.errors import HeadwayError


class JobFailure(Exception):
    """What went wrong in another process or at another time: the class it had, its code, message and remedy.

    Errors carry more than survives the way, so they travel as this.
    """

    def __init__(self, kind: str, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.kind, self.code, self.message, self.remedy = kind, code, message, remedy

    @classmethod
    def of(cls, error: BaseException) -> JobFailure:
        """An error as it travels."""
        if isinstance(error, JobFailure):
            return error
        tried = getattr(error, "errors", None)
        if isinstance(tried, list) and tried:
            return cls.of(tried[-1])  # the engine gave up trying: what it met last says why
        name = type(error).__name__
        if isinstance(error, HeadwayError):
            return cls(name, error.code, error.message, error.remedy or "")
        return cls(name, "unexpected", str(error) or name)

    @property
    def told(self) -> tuple[str, str, str, str]:
        """All that it says."""
        return self.kind, self.code, self.message, self.remedy


class JobError(HeadwayError):
    """Something is wrong with a job."""

    code: ClassVar[str] = "job_error"


class JobUnknown(JobError):
    """There is no job with this id."""

    code: ClassVar[str] = "job_unknown"

    def __init__(self, id_: str) -> None:
        super().__init__(
            f"There is no job “{id_}”.",
            field="id",
            value=id_,
            remedy="`headway jobs list` and GET /v1/jobs list them.",
        )


class JobOver(JobError):
    """A job that is over cannot be cancelled."""

    code: ClassVar[str] = "job_over"

    def __init__(self, id_: str, state: str) -> None:
        super().__init__(
            f"The job {id_} is {state} already, so it cannot be cancelled.",
            field="id",
            value=id_,
            remedy="Its results stand; a promotion or a judgement is undone by itself.",
        )


class JobNotFailed(JobError):
    """Only a job that failed can be resumed."""

    code: ClassVar[str] = "job_not_failed"

    def __init__(self, id_: str, state: str) -> None:
        super().__init__(
            f"The job {id_} is {state}; only one that failed is resumed.",
            field="id",
            value=id_,
            remedy="What a cancelled job made is gone: begin it anew. One that waits or runs goes on by itself.",
        )


class JobOutdated(JobError):
    """What one version of the code began another does not go on with."""

    code: ClassVar[str] = "job_outdated"

    def __init__(self, id_: str, version: str) -> None:
        super().__init__(
            f"The job {id_} was begun with version {version}, and this is another.",
            field="id",
            value=id_,
            remedy="Begin it anew: what is up to date by now is left alone.",
        )


class JobsUnavailable(JobError):
    """The database of the jobs does not answer, or too many ask it."""

    code: ClassVar[str] = "jobs_unavailable"

    def __init__(self, message: str = "The database of the jobs does not answer now.") -> None:
        super().__init__(message, remedy="Try again in a moment.")


class FetchingOff(JobError):
    """An ingestion asks publishers over the network, which an installation does only where it is told to."""

    code: ClassVar[str] = "fetching_off"

    def __init__(self) -> None:
        super().__init__(
            "This installation does not ask publishers for figures by itself.",
            field="HEADWAY_FETCH",
            value=False,
            remedy="Set HEADWAY_FETCH=1 for the worker, or load figures with `headway ingest`.",
        )


class NothingToDo(JobError):
    """Nothing was asked for."""

    code: ClassVar[str] = "nothing_to_do"


class ProcessDied(JobError):
    """The process that did a part was killed or crashed before it was done."""

    code: ClassVar[str] = "process_died"

    def __init__(self) -> None:
        super().__init__("The process that computed this was killed or crashed.")
