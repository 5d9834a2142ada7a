"""Delegation: who may decide what in a board's name, what was decided so, and the proof that all of it was reported.

The order says who may (`models.orders`). A decision made with such a mandate is a record (`models.decisions`) that
comes from a source system. Lists tell the board of them at its meetings (`models.lists`). A control run
(`models.control`) holds the four against each other and leaves findings; what people do with a finding lies beside
it. Decisions granted and not carried out stand for themselves (`models.unexecuted`).
"""
