"""A drawing of vl-convert made ready for a page: one image with a name, and nothing a page does not need."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from xml.etree import ElementTree

from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.lettering import Letters
from service.charts.theme import SANS
from service.charts.tokens import scheme

_NS = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_SIZED = ("d", "transform", "x", "y", "x2", "y2", "width", "height", "points")
# Vega names every group and mark for assistive technology; here the chart is one image with a description.
_DROPPED = ("role", "pointer-events", "class", "font-family", "stroke-miterlimit")
# A file has no style sheet around it, so it names its own faces.
_FILE_KEEPS = frozenset({"font-family"})
_DEFAULTS = {("opacity", "1"), ("font-weight", "normal"), ("stroke-width", "1"), ("fill", "transparent")}
# What the style sheet of a page does for the charts in it.
_ON_PAPER = f"text{{font-family:{SANS};paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}}"
ElementTree.register_namespace("", _NS)


def embedded(drawing: str, figure: Figure, size: Size, letters: Sequence[Letters] = ()) -> str:
    """The SVG element of one chart for a page: scalable, titled, described, without fonts of its own.

    ``letters`` are labels that the drawing leaves to us.
    """
    root = ElementTree.fromstring(drawing)
    _letter(root, letters)
    _prune(root)
    for name in list(root.attrib):
        if name != "viewBox":
            del root.attrib[name]
    root.set("class", f"chart chart-{size.title}")
    root.set("role", "img")
    title, description = ElementTree.Element(f"{{{_NS}}}title"), ElementTree.Element(f"{{{_NS}}}desc")
    title.text, description.text = figure.title, figure.description
    root.insert(0, title)
    root.insert(1, description)
    return ElementTree.tostring(root, encoding="unicode").replace(f' xmlns="{_NS}"', "", 1)


def by_itself(element: str, size: Size) -> bytes:
    """An element that was made for a page as a file: of its natural size, in the colours its reader prefers."""
    sized = f'<svg xmlns="{_NS}" width="{size.total_width}" height="{size.total_height}" '
    start, end = element.removeprefix("<svg ").split(">", 1)
    return f"{sized}{start}><style>{scheme()}{_ON_PAPER}</style>{end}".encode()


def standalone(
    drawing: str,
    *,
    title: str,
    description: str,
    width: int,
    height: int,
    letters: Sequence[Letters] = (),
    either: bool = False,
) -> bytes:
    """The SVG file of one chart: an image with a title and a description, of the size it was asked for.

    ``letters`` are labels that the drawing leaves to us; ``either`` says that the drawing names colours and no
    shades, so that the file brings those of both papers and shows the one its reader prefers.

    Nothing in it has a number of its own or depends on when it was drawn: the same chart gives the same bytes.
    """
    root = ElementTree.fromstring(drawing)
    _prune(root, kept=_FILE_KEEPS)
    for name in list(root.attrib):
        if name not in ("viewBox", "version"):
            del root.attrib[name]
    _letter(root, letters)
    for written in root.iter(f"{{{_NS}}}text"):
        if written.get("stroke"):
            # The strip of paper around a label lies under its letters, not over them.
            written.set("paint-order", "stroke")
    root.set("width", str(width))
    root.set("height", str(height))
    root.set("role", "img")
    # Programs that read no <title> read labels that point to it.
    root.set("aria-labelledby", "title desc")
    names = []
    for tag, text in (("title", title), ("desc", description)):
        element = ElementTree.Element(f"{{{_NS}}}{tag}", {"id": tag})
        element.text = text
        names.append(element)
    if either:
        names.append(ElementTree.Element(f"{{{_NS}}}style"))
        names[-1].text = scheme()
    root[:] = [*names, *root]
    return ElementTree.tostring(root, encoding="unicode").encode()


STYLE_POLICY = "default-src 'none'; frame-ancestors 'self'; style-src " + " ".join(
    f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    for style in (scheme(), scheme() + _ON_PAPER)
)
"""The Content-Security-Policy of a file that brings its colours: they and nothing else."""


def _letter(root: ElementTree.Element, letters: Sequence[Letters]) -> None:
    for one in letters:
        ElementTree.SubElement(root, f"{{{_NS}}}text", dict(one.attributes)).text = one.text


def _prune(element: ElementTree.Element, *, kept: frozenset[str] = frozenset()) -> None:
    for child in list(element):
        _prune(child, kept=kept)
        if _is_empty(child):
            element.remove(child)
    children: list[ElementTree.Element] = []
    for child in element:
        children += list(child) if _tag(child) == "g" and not child.attrib else [child]
    element[:] = children
    _trim(element, kept)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_empty(element: ElementTree.Element) -> bool:
    if element.get("display") == "none" or element.get("d") == "":
        return True
    if _tag(element) == "path" and element.get("d", "").startswith("M0,0h") and element.get("fill") is None:
        return element.get("stroke") is None
    return _tag(element) == "g" and len(element) == 0


def _trim(element: ElementTree.Element, kept: frozenset[str]) -> None:
    for name in list(element.attrib):
        value = element.attrib[name]
        if (name in _DROPPED and name not in kept) or name.startswith("aria-") or (name, value) in _DEFAULTS:
            del element.attrib[name]
        elif name in _SIZED:
            element.attrib[name] = _NUMBER.sub(_tenth, value)


def _tenth(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
