"""The page on the track record: the sums, and every call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.call_scores import CallRecord, Rival, by, call_record
from forecasting.past_calls import Distance, Footing, PastCall, PublishedWord
from service.board.english import dates, freshness
from service.board.english import track_record as words
from service.board.english.numbers import plain

Line = tuple[str, ...]
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class CalledTarget:
    """One target with the calls made of it; each line has as many cells as ``words.CALLS_HEAD``."""

    id: str
    title: str
    result: str
    due: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SpokenLine:
    """What somebody said of one target; ``cells`` are those of ``words.WORDS_HEAD`` after the first."""

    id: str
    title: str
    cells: Line


@dataclass(frozen=True)
class TrackRecordView:
    """What the page shows; lines are cells of the tables of the same name."""

    lead: str
    findings: tuple[str, ...]
    rivals: tuple[Line, ...]
    distances: tuple[Line, ...]
    tenths: tuple[Line, ...]
    targets: tuple[CalledTarget, ...]
    said: str
    spoken: tuple[SpokenLine, ...]


def track_record_view(
    calls: Sequence[PastCall], spoken: Sequence[PublishedWord], titles: Mapping[str, str]
) -> TrackRecordView:
    """The page of some calls and of what others said; ``titles`` are the short names of their targets."""
    record = call_record(calls)
    theirs = next((one for one in record.comparisons if one.rival is Rival.PUBLISHED), None)
    return TrackRecordView(
        lead=words.lead(record, served=sum(call.footing is Footing.SERVED for call in calls)),
        findings=tuple(words.finding(one) for one in record.comparisons),
        rivals=tuple(
            (
                words.RIVALS[one.rival],
                plain(one.calls),
                words.score(one.brier),
                words.score(one.brier_recalibrated),
                words.difference(one.gain, one.gain_error),
                words.share(one.right),
                words.share(one.rival_right),
            )
            for one in record.comparisons
        ),
        distances=_distances(by(calls, lambda call: call.distance.value)),
        tenths=tuple(
            (
                words.tenth(min(int(one.said * 10), 9) * 10),
                plain(one.count),
                words.share(one.said),
                words.share(one.happened),
            )
            for one in record.reliability
        ),
        targets=_targets(calls, titles),
        said=words.words_lead(spoken, theirs) if spoken else words.WORDS_NONE,
        spoken=tuple(
            SpokenLine(
                one.target_id,
                titles.get(one.target_id, one.target_id),
                (
                    freshness.known(one.dated, one.said_on),
                    one.by,
                    words.word(one.on_track),
                    one.shown or words.NONE,
                    words.outcome(one),
                ),
            )
            for one in spoken
        ),
    )


def _distances(groups: Mapping[str, CallRecord]) -> tuple[Line, ...]:
    return tuple(
        (
            words.DISTANCES[distance],
            plain(one.calls),
            plain(one.calls - one.refused),
            words.share(one.said),
            words.share(one.met),
            words.score(one.brier),
        )
        for distance in Distance
        if (one := groups.get(distance.value)) is not None
    )


def _targets(calls: Sequence[PastCall], titles: Mapping[str, str]) -> tuple[CalledTarget, ...]:
    grouped: dict[str, list[PastCall]] = {}
    for call in calls:
        grouped.setdefault(call.target_id, []).append(call)
    return tuple(
        CalledTarget(
            name,
            titles.get(name, name),
            words.RESULT[some[0].met],
            dates.closing(some[0].due),
            tuple(call_line(call) for call in some),
        )
        for name, some in grouped.items()
    )


def call_line(call: PastCall) -> Line:
    """One call as cells of ``words.CALLS_HEAD``."""
    word = words.said(call.published)
    return (
        dates.day(call.as_of),
        call.shown if call.probability is not None else words.REFUSED,
        words.said(call.no_change),
        words.said(call.straight_line),
        f"{word} ({call.published_by})" if call.published_by else word,
        words.FOOTINGS[call.footing],
    )


@dataclass(frozen=True)
class WordLine:
    """What somebody said of a target: cells of ``words.WORDS_OF_ONE`` but the last, which is a source with a link."""

    cells: Line
    source: str
    link: str
    note: str


def word_line(word: PublishedWord) -> WordLine:
    """What somebody said of a target."""
    found = _ADDRESS.search(word.citation)
    cells = (
        freshness.known(word.dated, word.said_on),
        word.by,
        words.word(word.on_track),
        word.shown or words.NONE,
    )
    plain_text = " ".join(_ADDRESS.sub("", word.citation).replace(" ;", ";").split()).rstrip(" ,;")
    return WordLine(cells, plain_text, "" if found is None else found[0].rstrip(",;"), word.note)
