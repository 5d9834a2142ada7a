"""What a zipped document (XLSX, DOCX, ODT) may be before anything interprets it. Runs in the child."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Protocol
from xml.parsers import expat

from lxml import etree

from ledtrad.core.tables.limits import MEGABYTE, Stop

_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_RATIO_MATTERS_FROM = MEGABYTE
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|/activex/|/ctrlprops/|^/basic/|^/scripts/")


class Bounds(Protocol):
    """The limits that an archive is held to."""

    @property
    def members(self) -> int: ...
    @property
    def unpacked_bytes(self) -> int: ...
    @property
    def compression_ratio(self) -> int: ...


def parts_of(
    data: bytes, limits: Bounds, wanted: Callable[[str], bool], check: Callable[[str], None]
) -> dict[str, bytes]:
    """The archive's parts whose names are wanted, each well-formed. `check` sees every name and may raise Stop."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members, limits)
            for info in members:
                check(_plain(info.filename))
            parts = {info.filename: _read_part(archive, info) for info in members if wanted(info.filename)}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, UnicodeError):
        raise Stop("damaged") from None
    for part in parts.values():
        _check_xml(part)
    return parts


def parse_xml(part: bytes) -> etree._Element:
    """A small part as a tree, with every door of the parser shut."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part, parser)


def _check_directory(members: list[zipfile.ZipInfo], limits: Bounds) -> None:
    if len(members) > limits.members:
        raise Stop("too_many_members", limit=limits.members)
    names = [_plain(info.filename) for info in members]
    if len(set(names)) != len(names):
        raise Stop("damaged")
    if any(info.flag_bits & 1 for info in members):
        raise Stop("password")
    if any(info.compress_type not in _READABLE for info in members):
        raise Stop("damaged")
    if sum(info.file_size for info in members) > limits.unpacked_bytes:
        raise Stop("too_big_unpacked", limit=limits.unpacked_bytes // MEGABYTE)
    for info in members:
        if info.file_size > max(_RATIO_MATTERS_FROM, limits.compression_ratio * info.compress_size):
            raise Stop("compressed_too_hard")
    if any(_MACROS.search(name) for name in names):
        raise Stop("macros")


def _read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The part's bytes; never more than the archive's directory promised, which was checked."""
    with archive.open(info) as part:
        data = part.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise Stop("damaged")
    return data


def _plain(name: str) -> str:
    return "/" + name.replace("\\", "/").lstrip("/").lower()


def _check_xml(part: bytes) -> None:
    """Well-formed UTF-8 without any DTD: no entity is ever declared, so none can be expanded or fetched.

    One encoding, since a file that two readers decode differently shows them different tables.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.XmlDeclHandler = _check_encoding
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Stop("damaged") from None
    if b"\x00" in part:
        raise Stop("damaged")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise Stop("damaged")


def _refuse_dtd(*_declaration: object) -> None:
    raise Stop("dtd")
