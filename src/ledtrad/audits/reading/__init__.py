"""What an audit report says, read by rules alone: `read(text)` proposes, a person confirms."""

from ledtrad.audits.reading.paper import Reading as Reading
from ledtrad.audits.reading.paper import Recommendation as Recommendation
from ledtrad.audits.reading.paper import read as read
from ledtrad.audits.reading.paper import reading_from as reading_from
