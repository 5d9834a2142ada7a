"""Ledtråd: the red thread of a Swedish municipal board, from law and council goals to the unit's Tuesday."""
