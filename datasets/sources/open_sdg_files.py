"""The files of an Open SDG repository: from a folder, an archive, or an address."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from datasets.errors import FileMissing
from datasets.sources.errors import FileRefused
from datasets.sources.open_sdg import wanted_file

LIMIT_FILES = 20_000
LIMIT_UNPACKED = 400_000_000


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path in it. Raises FileMissing, or FileRefused beyond the limits."""
    if folder.is_file():
        return archive_files(folder.name, folder.read_bytes())
    if not folder.is_dir():
        raise FileMissing(
            f"There is no folder {folder}.", field="open-sdg", value=str(folder), remedy="Check the path."
        )
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and wanted_file(path.name)]
    if len(paths) > LIMIT_FILES or sum(path.stat().st_size for path in paths) > LIMIT_UNPACKED:
        raise _too_much(str(folder))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def archive_files(name: str, data: bytes) -> dict[str, bytes]:
    """The files of a zip archive. Raises FileRefused where it is damaged or unfolds beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and wanted_file(info.filename)]
            if len(infos) > LIMIT_FILES or sum(info.file_size for info in infos) > LIMIT_UNPACKED:
                raise _too_much(name)
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise FileRefused(
            f"{name} is no zip archive, or is damaged: {error}.",
            field="file",
            value=name,
            remedy="Fetch it again.",
        ) from error


def archive_address(address: str) -> str:
    """The address of the archive of a repository: GitHub makes it on demand, a built site keeps one."""
    parts = urlsplit(address)
    names = parts.path.strip("/").removesuffix(".git").split("/")
    if parts.netloc.lower() in ("github.com", "www.github.com") and len(names) >= 2:
        branch = "/".join(names[3:]) if len(names) > 3 and names[2] == "tree" else ""
        end = f"refs/heads/{branch}" if branch else "HEAD"
        return f"https://codeload.github.com/{names[0]}/{names[1]}/zip/{end}"
    if parts.path.lower().endswith(".zip") or parts.netloc.lower() == "codeload.github.com":
        return address
    return f"{address.rstrip('/')}/zip/all_indicators.zip"


def name_of(address: str) -> str:
    """A short name of a repository, from its folder or address."""
    parts = urlsplit(address)
    if parts.netloc.endswith("github.com"):
        return "-".join(parts.path.strip("/").removesuffix(".git").split("/")[:2])
    return Path(parts.path or address).resolve().stem if not parts.netloc else parts.netloc


def _too_much(name: str) -> FileRefused:
    return FileRefused(
        f"{name} holds more than {LIMIT_FILES:,} files or {LIMIT_UNPACKED / 1e6:,.0f} MB.",
        field="open-sdg",
        value=name,
        remedy="Give the folder of the repository alone.",
    )
