"""Take the pictures of docs/images from a running service: light, dark, on a phone and on paper.

.venv/bin/headway serve &
.venv/bin/python tests/benchmarks/take_pictures.py [ADDRESS] [FOLDER]
"""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

LARGEST = 150_000
TARGET = "nhs-rtt92-2029"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a page: its window, and how wide it is kept."""

    name: str
    path: str
    width: int
    height: int
    kept: int
    scheme: Literal["light", "dark"] = "light"
    paper: bool = False


SHOTS = (
    Shot("board", "/", 1280, 1500, 1280),
    Shot("mission-dark", "/missions/uk-nhs", 1280, 1000, 1000, scheme="dark"),
    Shot("target", f"/targets/{TARGET}", 1280, 1180, 1280),
    Shot("phone", f"/targets/{TARGET}", 390, 844, 390, scheme="dark"),
    Shot("print", f"/targets/{TARGET}", 0, 0, 620, paper=True),
)


def chromium() -> str:
    """The browser that the tests use as well."""
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        ["sh", ".ci/browser", "find"], cwd=root, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def taken(browser: Browser, address: str, shot: Shot) -> Image.Image:
    """A picture of the top of a page, or of its first sheet."""
    context = browser.new_context(
        viewport={"width": shot.width or 900, "height": shot.height or 900},
        color_scheme=shot.scheme,
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(address + shot.path)
    if shot.paper:
        sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))[0]
        found = sheet.render(scale=1.6).to_pil()
    else:
        found = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return found.convert("RGB")


def small(picture: Image.Image, width: int) -> bytes:
    """The picture at a width as a PNG of few colours, small enough to be kept with the code."""
    height = round(picture.height * width / picture.width)
    scaled = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    for colours in (128, 64, 32, 16):
        kept = io.BytesIO()
        scaled.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            kept, "PNG", optimize=True
        )
        if len(kept.getvalue()) < LARGEST:
            break
    return kept.getvalue()


def main(address: str = "http://127.0.0.1:8000", folder: str = "docs/images") -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for shot in SHOTS:
            body = small(taken(browser, address.rstrip("/"), shot), shot.kept)
            file = Path(folder) / f"{shot.name}.png"
            file.write_bytes(body)
            sys.stdout.write(f"{file}: {len(body):,} bytes\n")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
