"""Labels, headings and columns by which papers mark a recommendation, a reply to one, or what was done about it."""

import re

from ledtrad.audits.reading.boards import first_group
from ledtrad.audits.reading.headings import Role
from ledtrad.audits.reading.verbs import begins_with_directive

NUMBER_LABEL = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:(?:revisionens|revisorernas|revisorns|kommunrevisionens"
    r"|granskningens)\s+)?rekommendation(?:en)?(?:\s+(?:från|år)?\s*(?P<year>20\d\d)|\s+från\s+[\wåäö ]{3,40})?"
    r"\s*(?:nr\.?\s*)?(?:\d{1,2}|[a-h])?\s*(?![–-]\s?\d)[:.–—-]\s*",
    re.IGNORECASE,
)
NUMBER_HEADING = re.compile(
    r"^(?:(?:revisionens|revisorernas"
    r"|kommunrevisionens)\s+)?rekommendation(?:en)?(?:\s*(?:nr\.?\s*)?\d{1,2}\b.{0,80}"
    r"|\s+från\s+\w*(?:revis|gransk|EY|KPMG|PwC|Deloitte)\w*|[:.]?)$",
    re.IGNORECASE,
)
NUMBERED_SAYING = re.compile(r"^(?:revis\w+\s+)?rekommendation(?:en)?\s*(?:nr\.?\s*)?\d{1,2}\s+(?=\S)", re.IGNORECASE)
REPLY = re.compile(
    r"^(?:[\wåäö]+s\s+(?:förslag till )?(?:svar|kommentar\w*|yttrande|synpunkter|bedömning|ställningstagande)"
    r"|svar|kommentar"
    r"|åtgärd(?:er)?|yttrande|bedömning|iakttagelse\w*|status)\s*[:–-]",
    re.IGNORECASE,
)
COLUMN = re.compile(r"\brekommendation(?:en|er|erna)?\b|åtgärdsförslag", re.IGNORECASE)
#: The heads of a table that answers the audit's questions.
QUESTION_COLUMN = re.compile(
    r"(?:revisions|kontroll|gransknings|del)?fråg(?:a|or|orna)\b|frågeställning|kontrollmål", re.IGNORECASE
)
ANSWER_COLUMN = re.compile(
    r"(?:(?:vår|revisionell|sammanfattande|samlad) )?(?:bedömning|svar|kommentar|slutsats|uppfyll)", re.IGNORECASE
)
DONE = re.compile(r"iakttagels|åtgärd|uppfölj|nuläge|status|vidtagna|svar|kommentar", re.IGNORECASE)
STATUS = re.compile(r"status|åtgärdat|genomfört|uppfölj|vidtagna", re.IGNORECASE)
NOT_THEIRS = (Role.BACKGROUND, Role.CRITERIA, Role.OBSERVATIONS, Role.OWN, Role.DECISION)


def orders(text: str) -> bool:
    """Whether the sentence tells a board to do something, by its first words."""
    return begins_with_directive(text) or bool(first_group(text, within=3))
