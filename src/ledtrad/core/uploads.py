"""Files that people gave us, kept in the home folder under their own content's hash, and given back safely.

A name on disk never comes from a person. The same content lies there once, and a file that has
changed since it was stored is noticed when it is read.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Refused

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]")


class TooLarge(Refused):
    """The file is larger than this installation accepts."""

    code = "upload_too_large"

    def __init__(self) -> None:
        super().__init__(
            _("Filen är för stor: högst %(limit)s MB.") % {"limit": settings.LEDTRAD_UPLOAD_LIMIT // (1024 * 1024)}
        )


class FileLost(Refused):
    """What was stored is gone or is no longer what it was."""

    code = "upload_lost"
    message = _("Filen finns inte kvar som den lämnades in. Ladda upp den på nytt.")


@dataclass(frozen=True)
class Stored:
    """A kept file: `name` finds it again, `sha256` is its content's hash; `is_new` if nobody had given it before."""

    name: str
    sha256: str
    size: int
    is_new: bool = field(default=False, compare=False)


def store(data: bytes, *, limited: bool = True) -> Stored:
    """Keep `data` so that it survives a power cut. Storing it again is harmless, and mends it. Raises TooLarge."""
    if limited and len(data) > settings.LEDTRAD_UPLOAD_LIMIT:
        raise TooLarge
    digest = hashlib.sha256(data).hexdigest()
    name = f"{digest[:2]}/{digest}"
    path = _path(name)
    is_new = not path.exists()
    if not _holds(path, digest):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, data)
    return Stored(name, digest, len(data), is_new)


def take_back(stored: Stored) -> None:
    """Remove what was stored just now, when what it was for did not come about. Nobody else may have stored it."""
    if stored.is_new:
        _path(stored.name).unlink(missing_ok=True)


def read(name: str) -> bytes:
    """The kept content, checked against its hash. Raises FileLost."""
    path = _path(name)
    if not _holds(path, name[3:]):
        raise FileLost
    return path.read_bytes()


def download(name: str, filename: str) -> HttpResponse:
    """The kept file as an attachment that no browser will open or run as a page. Raises FileLost."""
    return attachment(read(name), filename)


def attachment(data: bytes, filename: str) -> HttpResponse:
    """Any content as such an attachment."""
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, clean_filename(filename)) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )


def clean_filename(filename: str) -> str:
    """The last part of a person's file name, for showing and for downloads: printable, at most 120 characters."""
    name = _UNPRINTABLE.sub("", PurePath(filename.replace("\\", "/")).name).strip() or "fil"
    if len(name) <= 120:
        return name
    ending = PurePath(name).suffix[:12]
    return name[: 120 - len(ending)] + ending


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FileLost
    return settings.HOME.uploads / name


def _holds(path: Path, digest: str) -> bool:
    """Whether the file is there with the content that its name promises."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    """To a temporary name, flushed, then renamed: a half-written file never carries the real name."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
