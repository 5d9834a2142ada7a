"""Making a package: its files, and what the ledger says of them, bound together by a signed checkpoint."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.audits.models import Audit, Statement
from ledtrad.audits.package import ed25519, readme, verifier, words
from ledtrad.audits.package.contents import Gathered, gather, look_for_people
from ledtrad.audits.package.tables import as_csv
from ledtrad.audits.rules.statements import plain_day
from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.ledger import signing
from ledtrad.core.ledger.extracts import Extract
from ledtrad.meetings.models import Paper
from ledtrad.meetings.queries.papers import WORDS_OF_DRAFTS
from ledtrad.organisation.actors import user_behind
from ledtrad.organisation.models import the_municipality
from ledtrad.organisation.rules import Confidentiality

Progress = Callable[[int, int, str], None]
STEPS = 4


@dataclass(frozen=True)
class Package:
    """The finished file and its name."""

    name: str
    data: bytes


def make(
    *, audit: Audit, board: str, actor: Actor, progress: Progress = lambda done, total, what: None,
    stored: Callable[[Package], None] = lambda package: None,
) -> Package:  # fmt: skip
    """The package of an audit, or of one board's part in it, as this actor may see it.

    `stored` is called in the transaction that tells the ledger. Raises Secret, Nothing, NamesSomebody, LedgerWrong.
    """
    progress(0, STEPS, _("Samlar svar, åtgärder och handlingar."))
    user = user_behind(actor)
    with translation.override(settings.LANGUAGE_CODE):
        gathered = gather(audit, board, user)
    entries = ledger.entries().visible_to(user).about_any(gathered.about)
    entries = entries.exclude(action=verifier.SEALED).exclude(confidentiality=Confidentiality.CONFIDENTIAL)
    # Whoever makes the package may read the drafts; whoever gets it may not.
    entries = entries.exclude(object_type=Paper._meta.label_lower, action__in=WORDS_OF_DRAFTS,
                              confidentiality=Confidentiality.INTERNAL)  # fmt: skip
    entries = entries.exclude(object_type=Statement._meta.label_lower, action="stand_written",
                              confidentiality=Confidentiality.INTERNAL)  # fmt: skip
    extract = Extract(set(entries.values_list("sequence", flat=True)))
    progress(1, STEPS, _("Läser och kontrollerar loggen."))
    extract.read()
    progress(2, STEPS, _("Skriver förteckningar."))
    key, made_at = signing.installed_key(), clock.now()
    log = [[e.row.sequence, e.row.hash, e.row.action, e.row.object_label] for e in extract.entries()]
    gathered.files[verifier.LISTED] = as_csv(["nummer", "sha256", "händelse", "vad"], log)
    gathered.files |= _beside(audit, gathered, actor, str(key.public), made_at)
    contents = _sums(gathered.files)
    with transaction.atomic():
        number = ledger.record(
            actor, verifier.SEALED, audit, contents=sha256(contents).hexdigest(), files=len(gathered.files), board=board
        )
        extract.wanted.add(number)
        extract.read()
        files = {**gathered.files, verifier.CONTENTS: contents, **_log(extract, key)}
        look_for_people((name, files[name]) for name in (verifier.ENTRIES,))
        progress(3, STEPS, _("Packar."))
        package = Package(_name(audit, board), _zipped({**files, verifier.MANIFEST: _sums(files)}, made_at))
        stored(package)
    return package


def single_file() -> str:
    """The verifier as one file: its own source, with that of the two modules it uses put in."""
    text = _source(verifier)
    begin, rest = text.split("from __future__ import annotations\n", 1)
    used = "".join(_source(module).split("from __future__ import annotations\n", 1)[1] for module in (words, ed25519))
    kept = [line for line in rest.splitlines(keepends=True) if not line.startswith("from ledtrad.")]
    return f"{begin}from __future__ import annotations\n{used}\n{''.join(kept)}"


def _source(module: Any) -> str:
    return Path(module.__file__).read_text(encoding="utf-8")


def _beside(audit: Audit, gathered: Gathered, actor: Actor, key: str, made_at: datetime) -> dict[str, bytes]:
    """What to read first, and the verifier."""
    municipality = the_municipality()
    name, fingerprint, _encoded = key.split("+", 2)
    left_out = gathered.left_out
    told = {
        "title": audit.title,
        "number": audit.number,
        "board": gathered.board.name if gathered.board else "Alla nämnder / all boards",
        "made_on": plain_day(made_at.date()),
        "made_by": actor.label,
        "municipality": municipality.name if municipality else "",
        "fingerprint": f"{name}+{fingerprint}",
        # The report is there when it was read in; one that was written in by hand has no file.
        "report": "granskningen och " if audit.paper_id else "",
        "report_en": "the audit and " if audit.paper_id else "",
        "left_out": f"Utelämnat för sekretess: {left_out}.\n" if left_out else "",
        "left_out_en": f"Left out as confidential: {left_out}.\n" if left_out else "",
    }
    return {
        "LAS-MIG.txt": readme.SWEDISH.format(**told).encode(),
        "README.txt": readme.ENGLISH.format(**told).encode(),
        "verify.py": single_file().encode(),
    }


def _log(extract: Extract, key: signing.SigningKey) -> dict[str, bytes]:
    lines = (json.dumps(entry.as_json(), ensure_ascii=False) + "\n" for entry in extract.entries())
    return {
        verifier.ENTRIES: "".join(lines).encode(),
        verifier.CHECKPOINT: extract.checkpoint(key).signed(key).encode(),
        verifier.KEY: f"{key.public}\n".encode(),
    }


def _sums(files: dict[str, bytes]) -> bytes:
    """As `sha256sum -c` takes it."""
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()


def _zipped(files: dict[str, bytes], made_at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _in_reading_order(files):
            member = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return out.getvalue()


def _in_reading_order(files: dict[str, bytes]) -> Iterable[tuple[str, bytes]]:
    first = ("LAS-MIG.txt", "README.txt", "sammanstallning.pdf")
    return sorted(files.items(), key=lambda item: (item[0] not in first, item[0]))


def _name(audit: Audit, board: str) -> str:
    return f"Bevispaket {audit.number}{f' {board}' if board else ''}.zip"
