"""What a Word file holds before anything interprets it, and which fields a template may have. Runs in the child too."""

import re
from dataclasses import replace

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from ledtrad.core.archives import parse_xml
from ledtrad.core.tables.limits import MEGABYTE, Limits, Stop
from ledtrad.core.tables.ooxml import read_parts
from ledtrad.core.wordfiles import detaching

LIMITS = replace(
    Limits(), file_bytes=10 * MEGABYTE, unpacked_bytes=60 * MEGABYTE, seconds=20, memory_bytes=700 * MEGABYTE
)

BODY = "innehall"
"""The field that stands for all that the paper says; in a paragraph of its own."""

FIELDS = (
    "kommun", "forvaltning", "namnd", "slag", "rubrik", "diarienummer", "datum", "handlaggare", "handlaggare_titel",
    "mottagare", "kontakt", "utkast", BODY,
)  # fmt: skip
"""Everything that a template may ask for. Jinja is a language; a template of ours only has these words of it."""

_DOCUMENT = "word/document.xml"
_RUNS_CODE = re.compile(rb"DDEAUTO|\bDDE\b|INCLUDETEXT|INCLUDEPICTURE|IMPORT\b|\bLINK\s", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_JOINED = re.compile(r"(?<={)(?:<[^>]*>)+(?=[{%#])|(?<=[}%#])(?:<[^>]*>)+(?=})")
_INSIDE = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)


def parts_of(data: bytes, limits: Limits = LIMITS, *, tied: bool = True) -> dict[str, bytes]:
    """The parts of a Word document that runs nothing and fetches nothing but, if `tied`, the template it was made with,
    which `detaching` cuts off before anybody opens what we hand on. Raises Stop."""
    if len(data) > limits.file_bytes:
        raise Stop("too_big", limit=limits.file_bytes // MEGABYTE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Stop("old_or_locked")
    if not data.startswith(b"PK\x03\x04"):
        raise Stop("not_word")
    parts = read_parts(data, limits, cut=(detaching.TIES, detaching.KIND) if tied else ("", ""))
    if _DOCUMENT not in parts or "[Content_Types].xml" not in parts:
        raise Stop("not_word")
    for name, part in parts.items():
        if name.endswith(".rels") and b"/aFChunk" in part:
            raise Stop("embedded")
        if b"instrText" in part or b"fldSimple" in part:
            _check_fields(part)
    return parts


def _check_fields(part: bytes) -> None:
    """No field that starts a program or fetches a file; a page number is one too, and stays."""
    tree = parse_xml(part)
    code = b"".join(str(e.text or "").encode() for e in tree.iter("{*}instrText"))
    code += b" ".join(
        str(value).encode() for e in tree.iter("{*}fldSimple") for key, value in e.attrib.items() if "instr" in str(key)
    )
    if _RUNS_CODE.search(code):
        raise Stop("dde")


def check_fields(parts: dict[str, bytes]) -> None:
    """Whether every field is one that we know, and the paper's own text has a place. Raises Stop."""
    names: list[str] = []
    for part in parts.values():
        names += fields_in(part.decode("utf-8", "replace"))
    in_body = fields_in(parts[_DOCUMENT].decode("utf-8", "replace"))
    unknown = sorted(set(names) - set(FIELDS))
    if unknown:
        raise Stop("unknown_field", name=unknown[0][:40])
    if in_body.count(BODY) != 1 or names.count(BODY) != 1:
        raise Stop("no_body", name=BODY)
    for paragraph in parse_xml(parts[_DOCUMENT]).iter("{*}p"):
        text = "".join(str(e.text or "") for e in paragraph.iter("{*}t")).strip()
        if BODY in re.findall(r"\w+", " ".join(_INSIDE.findall(text))) and not re.fullmatch(
            rf"{{{{\s*{BODY}\s*}}}}", text
        ):
            raise Stop("body_not_alone", name=BODY)


def fields_in(xml: str) -> list[str]:
    """The names of the fields in a part. Raises Stop for anything that is more than a name."""
    joined = _JOINED.sub("", xml)
    found: list[str] = []
    for place in _INSIDE.finditer(joined):
        source = _TAG.sub("", place[0])
        if source.startswith("{#"):
            raise Stop("not_a_field", name=source[:40])
        try:
            tree = SandboxedEnvironment().parse(source)
        except TemplateError:
            raise Stop("not_a_field", name=source[:40]) from None
        found.append(_name_of(tree, source))
    if re.search(r"{[{%]", _INSIDE.sub("", joined)):
        raise Stop("not_a_field", name="{{")
    return found


def _name_of(tree: nodes.Template, source: str) -> str:
    """The one name that the field consists of."""
    if len(tree.body) == 1 and isinstance(tree.body[0], nodes.Output):
        inside = tree.body[0].nodes
        if len(inside) == 1 and isinstance(inside[0], nodes.Name):
            return inside[0].name
    raise Stop("not_a_field", name=source[:40])
