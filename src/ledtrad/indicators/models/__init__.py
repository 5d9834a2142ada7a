"""What is counted at regular intervals, what it is held against, and how it stands."""

from ledtrad.indicators.models.indicator import Indicator, Reference, ReferenceValue, Target
from ledtrad.indicators.models.observation import Deferral, Observation, ObservationQuerySet
from ledtrad.indicators.models.standing import Standing

__all__ = [
    "Deferral",
    "Indicator",
    "Observation",
    "ObservationQuerySet",
    "Reference",
    "ReferenceValue",
    "Standing",
    "Target",
]
