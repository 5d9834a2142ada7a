"""Word files of other people's making: their own templates filled, papers that were edited in Word read back.

    check_template(data)                    # raises WordRefused with a sentence for the person
    fill_template(data, document) -> bytes  # a letter of `core.papers` in somebody's own look
    read_sections(data) -> [Section(heading, text)]

All three are done in a child process (`child.py`) with limits, which is killed when it takes too long; it must start
fast, and so nothing of Django is fetched before it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledtrad.core.wordfiles.calling import Section as Section
    from ledtrad.core.wordfiles.calling import WordRefused as WordRefused
    from ledtrad.core.wordfiles.calling import check_template as check_template
    from ledtrad.core.wordfiles.calling import fill_template as fill_template
    from ledtrad.core.wordfiles.calling import read_sections as read_sections


def __getattr__(name: str) -> Any:
    if name in ("Section", "WordRefused", "check_template", "fill_template", "read_sections"):
        return getattr(import_module("ledtrad.core.wordfiles.calling"), name)
    raise AttributeError(name)
