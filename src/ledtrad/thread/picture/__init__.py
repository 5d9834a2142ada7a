"""The thread as a picture: the chosen node and what hangs together with it, in fixed columns.

Pure: nodes and links in, SVG out. The nested list beside it is the accessible view; the picture is hidden
from assistive technology and shows nothing that the list lacks.
"""

from ledtrad.thread.picture.drawing import draw, draw_for_paper
from ledtrad.thread.picture.layout import Layout, layout
from ledtrad.thread.picture.model import NodeId, PictureLink, PictureNode

__all__ = ["Layout", "NodeId", "PictureLink", "PictureNode", "draw", "draw_for_paper", "layout"]
