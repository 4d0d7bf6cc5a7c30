"""Looking at many sources side by side: one slow publisher holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date

from datasets.fetch import Fetcher
from datasets.sources.finding import AtAddress
from datasets.sources.source import Source
from service.operations.ingest import Ingest
from service.operations.ingest_report import Loaded, Wishes
from service.operations.sources import note_visit, states
from service.store.sight import EVERYTHING

AT_ONCE = 4
"""Sources looked at together: the wait is for publishers, and each is asked for one file at a time."""

Progress = Callable[[str, int, int], None]


def sources_to_visit(loading: Ingest, names: Sequence[str], *, today: date | None) -> list[Source]:
    """The sources that feed the catalogue: those named, else those due ``today`` (None: all), in their order.

    Raises SourceUnknown.
    """
    from datasets.sources.registry import SOURCES, sources_under

    fed = {feed.source for feed in loading.catalogue.feeds.values()}
    if names:
        return [one for name in names for one in sources_under(name) if one.id in fed]
    # A feed whose files have no address of their own is kept current by hand, with --file.
    placed = {feed.source for feed in loading.catalogue.feeds.values() if feed.address}
    chosen = [
        one
        for one in SOURCES.values()
        if one.id in fed and (one.id in placed or not isinstance(one, AtAddress))
    ]
    if today is None:
        return chosen
    # Figures that are held under embargo are not waited for any more.
    with loading.installation.store.read(EVERYTHING) as session:
        known = {state.source.id: state for state in states(session)}
    return [one for one in chosen if one.id not in known or known[one.id].due_on(today)]


def gather(
    loading: Ingest,
    chosen: Sequence[Source],
    *,
    fetcher: Callable[[Source], Fetcher],
    wishes: Wishes,
    progress: Progress,
) -> list[Loaded]:
    """Fetch and load the newest releases of the sources side by side; what became of each, in their order.

    Downloads overlap; loading takes turns, each release in its own transaction. Each look is kept.
    """
    answers: dict[int, list[Loaded]] = {}
    progress("Fetching", 0, len(chosen))

    def look(source: Source) -> list[Loaded]:
        with fetcher(source) as web:
            return list(loading.newest(source, web, wishes=wishes))

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        waiting = {pool.submit(look, source): place for place, source in enumerate(chosen)}
        for done, future in enumerate(as_completed(waiting), start=1):
            place = waiting[future]
            answers[place] = future.result()
            progress(f"Fetched {chosen[place].id}", done, len(chosen))
            for one in answers[place]:
                note_visit(loading.installation, one, at=loading.now())
    return [one for place in sorted(answers) for one in answers[place]]
