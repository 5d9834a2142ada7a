"""A document as files: a page of its own, PDF and Word. The same document always gives the same words."""

from ledtrad.core.papers.files import media_type, render
from ledtrad.core.papers.pdf import NotAccessible

__all__ = ["NotAccessible", "media_type", "render"]
