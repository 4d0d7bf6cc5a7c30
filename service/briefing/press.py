"""Sets a briefing as PDF in a child process: tagged for readers that read aloud, the same bytes for the same note."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from service.board.english import labels
from service.briefing import english
from service.briefing.errors import PressBusy, PressFailed, PressSlow
from service.briefing.note import Note, Passage, Picture, Standing
from service.briefing.pictures import for_press, mark

_WORKER = Path(__file__).with_name("press_worker.py")
_TEMPLATE = Path(__file__).with_name("templates") / "briefing.typ"
SANS = "Fira Sans"
# Fonts come from wheels, so that a page looks the same on every machine: the face of labels and figures, and one with
# the letters of many scripts for what that face lacks. The serif is built into typst.
_FONT_FOLDERS = (("fontpkg_fira_sans", "files"), ("matplotlib", "mpl-data/fonts/ttf"))
_LIMIT = 60.0
_LONG_WORD, _PIECE = re.compile(r"\S{25,}"), re.compile(r".{12}")
# Drawings, addresses and names of places are no texts to a reader.
_NOT_READ = frozenset({"svg", "rail", "link", "id", "marks", "mark", "target", "width"})
_AT_ONCE = 2
_places = BoundedSemaphore(_AT_ONCE)
# A note without a judgement has no day of its own.
_NO_DAY = date(1970, 1, 1)


def pdf(note: Note) -> bytes:
    """The briefing as PDF. Raises PressFailed, PressSlow or PressBusy."""
    job = {
        "source": _TEMPLATE.read_text(encoding="utf-8"),
        "note": document(note),
        "fonts": font_folders(),
        "day": (note.position or _NO_DAY).isoformat(),
    }
    if not _places.acquire(timeout=_LIMIT / 4):
        raise PressBusy("Too many briefings are being set.", remedy="Try again in a moment.")
    try:
        # -P keeps the folder of the file off the path: its neighbours are modules of the service.
        done = subprocess.run(
            [sys.executable, "-P", str(_WORKER)],
            input=json.dumps(job, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PressSlow(
            f"The briefing took longer than {_LIMIT:g} seconds to set.", remedy="Ask for fewer pages."
        ) from error
    except OSError as error:
        raise PressFailed(f"The process that sets briefings cannot start: {error}.") from error
    finally:
        _places.release()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise PressFailed(f"The briefing could not be set: {lines[-1] if lines else 'the process ended'}.")
    return done.stdout


@cache
def font_folders() -> list[str]:
    """Where the fonts lie. Nothing is imported for it."""
    places = (
        Path(place) / folder
        for package, folder in _FONT_FOLDERS
        if (spec := importlib.util.find_spec(package)) is not None
        for place in spec.submodule_search_locations or ()
    )
    return [str(place) for place in places if place.is_dir()]


def document(note: Note) -> dict[str, Any]:
    """The note as the template reads it: plain texts, and drawings that stand by themselves."""
    sheets = []
    for sheet in note.targets:
        chart = None if sheet.chart is None else _picture(sheet.chart)
        halves = in_two(sheet.passages)
        sheets.append(
            asdict(sheet)
            | {
                "standing": _standing(sheet.standing),
                "chart": chart,
                "columns": [list(map(asdict, one)) for one in halves],
            }
        )
    made: dict[str, Any] = _breaking(
        {
            "title": note.title,
            "subject": note.subject,
            "day": None
            if note.position is None
            else [note.position.year, note.position.month, note.position.day],
            "sans": SANS,
            "marks": {name: for_press(mark(name), font=SANS, mark=name) for name in sorted(_marks(note))},
            "contents": None if note.contents is None else asdict(note.contents),
            "missions": [
                asdict(mission) | {"charts": [_picture(one) for one in mission.charts]}
                for mission in note.missions
            ],
            "targets": sheets,
            "words": {
                "brand": english.BRAND,
                "sources": english.SOURCES,
                "measures": english.MEASURES,
                "contents": english.CONTENTS,
                "page": english.PAGE_HEAD,
                "charts": english.CHARTS,
                "columns": english.COLUMNS,
                "key": english.CHART_KEY,
                "rail": labels.LADDER_TITLE,
                "dash": labels.DASH,
            },
        }
    )
    return made


def _breaking(value: Any) -> Any:
    """The same with places to break in words that no line holds."""
    if isinstance(value, dict):
        return {key: item if key in _NOT_READ else _breaking(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_breaking(item) for item in value]
    if not isinstance(value, str):
        return value
    return _LONG_WORD.sub(lambda found: _PIECE.sub("\\g<0>\u200b", found[0]), value)


def in_two(passages: tuple[Passage, ...]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The passages in two columns, in their order, as even as they can be."""
    sizes = [sum(len(text) + 40 for text in one.texts) + 60 for one in passages]
    cuts = range(len(passages) + 1)
    cut = min(cuts, key=lambda place: (abs(sum(sizes[:place]) - sum(sizes[place:])), -place))
    return passages[:cut], passages[cut:]


def _standing(standing: Standing) -> dict[str, Any]:
    drawn = for_press(standing.rail, font=SANS, mark=standing.mark) if standing.rail else ""
    return asdict(standing) | {"rail": drawn}


def _picture(picture: Picture) -> Mapping[str, Any]:
    return asdict(picture) | {"svg": for_press(picture.svg, font=SANS)}


def _marks(note: Note) -> set[str]:
    groups = [
        *(note.contents.groups if note.contents else ()),
        *(group for mission in note.missions for group in mission.groups),
    ]
    return {sheet.standing.mark for sheet in note.targets} | {
        entry.standing.mark for group in groups for entry in group.entries
    }
