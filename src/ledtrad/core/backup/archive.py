"""The zip file itself: written to a temporary name, flushed, then renamed; read with nothing in it trusted."""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from ledtrad.core.backup import manifest
from ledtrad.core.backup.manifest import File, KeysManifest, Manifest, Unusable

AnyManifest = TypeVar("AnyManifest", Manifest, KeysManifest)

_BLOCK = 1024 * 1024
_QUICKLY = 3  # how hard to compress: documents are compressed already, and tables compress easily


@contextmanager
def in_place_when_done(target: Path) -> Iterator[Path]:
    """A temporary name beside `target`, which gets the real one when the block has ended well; else it is removed."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield temporary
        flush(temporary)
        temporary.replace(target)
        flush(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """To the disk: the content of a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Writer:
    """Puts files in an archive, and remembers the hash of what was really put there."""

    def __init__(self, path: Path) -> None:
        self.files: dict[str, File] = {}
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY)

    def add(self, name: str, path: Path) -> File:
        """One file as it is now."""
        size, digest = 0, hashlib.sha256()
        with path.open("rb") as source, self._zip.open(_member(name), "w", force_zip64=True) as out:
            while block := source.read(_BLOCK):
                digest.update(block)
                out.write(block)
                size += len(block)
        self.files[name] = File(size=size, sha256=digest.hexdigest())
        return self.files[name]

    def close(self, described: Manifest | KeysManifest) -> None:
        """The manifest last: an archive that was cut off has none."""
        self._zip.writestr(_member(manifest.NAME), described.model_dump_json(indent=1))
        self._zip.close()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


class Reader(Generic[AnyManifest]):
    """An archive that holds the files that its manifest tells of, and no others. Their content is checked when read."""

    def __init__(self, opened: zipfile.ZipFile, kind: type[AnyManifest]) -> None:
        self._zip = opened
        names = opened.namelist()
        if manifest.NAME not in names or opened.getinfo(manifest.NAME).file_size > manifest.LARGEST:
            raise Unusable
        try:
            self.manifest: AnyManifest = kind.model_validate_json(opened.read(manifest.NAME))
        except ValidationError as problem:
            raise Unusable(_("Filens innehållsförteckning går inte att läsa.")) from problem
        if sorted(names) != sorted([manifest.NAME, *self.manifest.files]):
            raise Unusable(_("Filen innehåller inte det som dess innehållsförteckning säger."))
        for name in self.manifest.files:
            if not self.manifest.allows(name):
                raise Unusable(_("Filen innehåller något som inte hör till en säkerhetskopia: %s") % name[:100])

    def unpack(self, folder: Path) -> None:
        """Every file into `folder`, each checked against the manifest. Raises Unusable at the first that differs."""
        needed = sum(file.size for file in self.manifest.files.values())
        if shutil.disk_usage(folder).free < needed:
            raise Unusable(_("Det finns inte plats på disken: det behövs %s byte.") % needed)
        for name, file in self.manifest.files.items():
            path = folder / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out, self._zip.open(name) as source:
                if not _copied(source, out, file):
                    raise Unusable(_("Filen är skadad: %s är inte vad det var när kopian gjordes.") % name)


def _copied(source: object, out: BinaryIO, file: File) -> bool:
    """Copies what should be there and not a byte more; whether it was."""
    left, digest = file.size, hashlib.sha256()
    while block := source.read(_BLOCK):  # type: ignore[attr-defined]
        left -= len(block)
        if left < 0:
            return False
        digest.update(block)
        out.write(block)
    return left == 0 and digest.hexdigest() == file.sha256


@contextmanager
def opened(path: Path, kind: type[AnyManifest]) -> Iterator[Reader[AnyManifest]]:
    """The archive at `path`. Raises Unusable for anything that is not one, whole."""
    try:
        with zipfile.ZipFile(path) as found:
            yield Reader(found, kind)
    except FileNotFoundError as problem:
        raise Unusable(_("Filen %s finns inte.") % path) from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise Unusable(_("Filen är skadad, avbruten eller ingen säkerhetskopia.")) from problem
