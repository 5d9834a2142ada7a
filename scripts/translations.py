"""The texts of the screen: written in Swedish in the code, translated to English in one .po file.

`extract` brings the .po up to date with the code, `check` says what is missing, `compile` writes the
.mo that runs. No gettext needed: Babel does it, and Django turns templates into what Babel can read.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src/ledtrad"
PO = PACKAGE / "locale/en/LC_MESSAGES/django.po"
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml", ".typ"}
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# Without dates and names: what changed and by whom, git knows.
HEADER = """# Ledtråd's texts in English. `make messages` brings this file up to date with the code.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def sources() -> Iterator[tuple[str, str]]:
    """Every file that may hold texts: its name, and its content as Python."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix == ".py" and "/migrations/" not in name:
            yield name, path.read_text(encoding="utf-8")
        elif path.suffix in TEMPLATE_SUFFIXES and "/templates/" in name:
            yield name, templatize(path.read_text(encoding="utf-8"), origin=name)


def texts_in_code() -> Catalog:
    found = Catalog()
    for name, source in sources():
        content = io.BytesIO(source.encode())
        for _line, text, comments, context in extract(
            "python", content, KEYWORDS, comment_tags=["Translators"], options={"encoding": "utf-8"}
        ):
            found.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def translations() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def key(message: Message) -> tuple[str, str | None]:
    return (message.id[0] if isinstance(message.id, tuple) else message.id), message.context


def faults_in(message: Message) -> Iterator[str]:
    """Why this translation will not do."""
    originals = message.id if isinstance(message.id, tuple) else (message.id,)
    translated = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(translated) or len(translated) != len(originals):
        yield "has no translation"
        return
    for original, text in zip(originals, translated, strict=True):
        # The singular may say "one" instead of the number; nothing may invent a placeholder.
        wanted, given = set(PLACEHOLDER.findall(original)), set(PLACEHOLDER.findall(text))
        if not given <= wanted or (len(originals) == 1 and given != wanted):
            yield f"has other placeholders: {sorted(wanted)} became {sorted(given)}"


def faults() -> Iterator[str]:
    code = {key(m): m for m in texts_in_code() if m.id}
    known = {key(m): m for m in translations() if m.id}
    for which, message in code.items():
        where = message.locations[0][0]
        if which not in known:
            yield f"{where}: {which[0]!r} is not in the .po file (make messages)"
        else:
            yield from (f"{where}: {which[0]!r} {fault}" for fault in faults_in(known[which]))
    yield from (f"{which[0]!r} is no longer in the code (make messages)" for which in known.keys() - code.keys())


def extract_command() -> int:
    catalog = translations()
    catalog.update(texts_in_code(), no_fuzzy_matching=True)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, width=0, include_lineno=False, ignore_obsolete=True, omit_header=True)
    waiting = sum(1 for m in catalog if m.id and any(faults_in(m)))
    print(f"{len(catalog)} texts, {waiting} wait for a translation.", file=sys.stderr)
    return 0


def check_command() -> int:
    found = list(faults())
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"Translations: {len(found)} faults.", file=sys.stderr)
    return 1 if found else 0


def compile_command() -> int:
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, translations())
    return 0


COMMANDS = {"extract": extract_command, "check": check_command, "compile": compile_command}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=COMMANDS)
    settings.configure(USE_I18N=True)
    return COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
