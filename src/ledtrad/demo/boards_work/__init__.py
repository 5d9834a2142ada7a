"""What the boards of Björkvalla were asked and what they did: audits, statements, assignments' papers, action plans."""

from ledtrad.demo.boards_work.building import build

__all__ = ["build"]
