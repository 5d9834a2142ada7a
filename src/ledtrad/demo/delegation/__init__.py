"""A year of delegated decisions in Björkvalla, made up by a script that knows what is wrong with them."""

from ledtrad.demo.delegation.building import build

__all__ = ["build"]
