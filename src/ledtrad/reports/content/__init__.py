"""What a report says, read from the thread as it stands: the document that is shown, drawn and frozen."""

from ledtrad.reports.content.document import document_of, live_document
from ledtrad.reports.content.drafting import draft_sections, draft_summary, draft_title
from ledtrad.reports.content.findings import Findings

__all__ = ["Findings", "document_of", "draft_sections", "draft_summary", "draft_title", "live_document"]
