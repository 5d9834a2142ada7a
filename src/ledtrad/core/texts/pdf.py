"""The text of a PDF, page by page. Runs in the child.

Only the pages' own text is read: no script, attachment, form or link in the file is run or followed.
"""

import io
import logging
from collections.abc import Iterator

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from ledtrad.core.tables.limits import Stop
from ledtrad.core.texts.limits import TextLimits

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # whoever wrote the file should not write our log


def pages(data: bytes, limits: TextLimits) -> Iterator[str]:
    """Each page's text in its order on the page. Raises Stop for what is locked, too long or damaged."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Stop("password")
        count = len(reader.pages)
        if count > limits.pages:
            raise Stop("too_many_pages", limit=limits.pages)
        for number in range(count):
            yield _page(reader.pages[number], limits)
    except LimitReachedError:
        raise Stop("compressed_too_hard") from None
    except Stop:
        raise
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, NotImplementedError):
        raise Stop("damaged") from None


def _page(page: PageObject, limits: TextLimits) -> str:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > limits.page_bytes:
        raise Stop("compressed_too_hard")
    return page.extract_text().replace("\f", "\n").replace("\x00", "").strip("\n")
