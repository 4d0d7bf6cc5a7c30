"""A briefing in the format asked for."""

from __future__ import annotations

from pathlib import PurePath

from service.briefing.errors import FormatUnknown
from service.briefing.html import html
from service.briefing.markdown import markdown
from service.briefing.note import Form, Note
from service.briefing.press import pdf

_ENDINGS = {
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".pdf": Form.PDF,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
}


def form_of(path: PurePath) -> Form:
    """The format that the ending of a file names. Raises FormatUnknown."""
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        raise FormatUnknown(path.suffix or path.name)
    return form


def written(note: Note, form: Form) -> bytes:
    """The briefing in a format: the same note gives the same bytes. Raises PressFailed."""
    if form is Form.PDF:
        return pdf(note)
    text = html(note) if form is Form.HTML else markdown(note)
    return text.encode()
