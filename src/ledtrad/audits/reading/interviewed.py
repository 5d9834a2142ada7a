"""Whom the auditors interviewed, told in a sentence: "intervjuer med socialchef, chef för barn och unga samt …"."""

import re
from collections.abc import Iterator

_INTERVIEWED = re.compile(
    r"\bintervju(?:er|at|ats|er har (?:skett|genomförts))?\b[^.]{0,40}?\bmed\b\s+(?P<list>[^.]+)"
    r"|\b(?:har (?:vi )?intervjuat|har intervjuats:?)\s+(?P<whom>(?!\w*\s*med\b)[^.]+)"
    r"|\bintervjua(?:de|ts)\b(?: funktioner| personer)? (?:är|har varit|var)\s+(?P<those>[^.]+)",
    re.IGNORECASE,
)
#: Where the persons end and another way of working begins: "… och genom aktgranskning av 25 ärenden".
_OTHER_WAYS = re.compile(
    r"(?:,|\s)\s*(?:(?:samt|och)\s+)?(?:genom|via|med hjälp av|dels|på plats|under (?:perioden|våren|hösten|januari)"
    r"|(?:en |ett )?(?:\w+ )?(?:granskning|genomgång|analys|studier) av|(?:akt|dokument|register)(?:granskning"
    r"|studie\w*|analys)|stickprov\w*|(?:plats|studie)?besök|enkät\w*)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_PART = re.compile(r",\s+(?:samt\s+|och\s+)?|\s+samt\s+|;\s*")
_AND = re.compile(r"(?<!-)\s+och\s+")
#: A word by which somebody is called after what he or she does.
_ROLE = re.compile(
    r"\b(?:\w*(?:chef\w*|direktör\w*|ordförande\w*|samordnare\w*|handläggar\w*|ledare\w*|rektor\w*|sekreterar\w*"
    r"|ansvarig\w*|företrädare|representant\w*|medarbetare\w*|strateg\w*|controller\w*|ombud\w*|presidi\w+|ledamöter"
    r"|ingenjör\w*|konsult\w*|utredare\w*|ekonom(?:er)?|jurist\w*|kurator\w*|pedagog\w*|lärare\w*|inspektör\w*"
    r"|specialist\w*|sköterskor?|läkare|assistent\w*|utvecklare|administratör\w*|personal|politiker|förvaltare"
    r"|revisor\w*|arkitekt\w*|planerare|projektör\w*|vd|råd|arkivarie\w*|registrator\w*|förtroendevalda|rådgivare))\b"
    r"|^(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|\d+)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:för|inom|i|vid|på|med|av|från|hos)\s")


def interviewed_in(text: str) -> list[str]:
    """Each function once; what "och" joins inside a function's name stays one."""
    found = _INTERVIEWED.search(text)
    if found is None:
        return []
    told = _OTHER_WAYS.sub("", found["list"] or found["whom"] or found["those"])
    return list(dict.fromkeys(one for one in _functions(told) if one))


def _functions(told: str) -> Iterator[str]:
    whole = ""
    for part in _PART.split(told):
        for number, piece in enumerate(_AND.split(part)):
            if number and whole and _OF.search(f" {whole} ") and not _ROLE.search(piece):
                whole = f"{whole} och {piece}"  # "chef för barn och unga" is one
                continue
            yield whole.strip()
            whole = piece
    yield whole.strip()
