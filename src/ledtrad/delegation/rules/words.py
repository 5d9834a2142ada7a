"""The fixed words of delegation: how a decision is told of, what a finding is, what people do with one."""

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledtrad.organisation.rules import Role


class Reporting(models.TextChoices):
    """What becomes of a decision made on an item of the order."""

    REPORTED = "reported", _("Anmäls till nämnden")
    MINUTED_SEPARATELY = "minuted_separately", _("Protokollförs särskilt")
    EXECUTION = "execution", _("Verkställighet, anmäls inte")


class Onward(models.TextChoices):
    """Whether the delegate may let somebody else decide (KL 7:6)."""

    NONE = "none", _("Får inte delegeras vidare")
    HEAD = "head", _("Förvaltningschefen får delegera vidare")


class OrderState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    ADOPTED = "adopted", _("Antagen")


class FindingKind(models.TextChoices):
    """What a control can find, in the order of the page: what is worst first."""

    MISSING = "missing", _("Inte anmält")
    INCOMPLETE = "incomplete", _("Ofullständigt")
    LATE = "late", _("Sent anmält")
    WRONG_DELEGATE = "wrong_delegate", _("Fel delegat")
    NOT_HOLDER = "not_holder", _("Innehade inte funktionen")
    NO_ITEM = "no_item", _("Punkten finns inte")
    OVER_LIMIT = "over_limit", _("Över gränsen")
    GAP = "gap", _("Nummerlucka")
    DUPLICATE = "duplicate", _("Anmält flera gånger")
    ORPHAN = "orphan", _("Anmält men okänt")
    CHANGED = "changed", _("Ändrat efter anmälan")
    EXECUTION_REPORTED = "execution_reported", _("Verkställighet som anmälts")


#: Told for information: nothing is wrong, and nobody has to do anything.
INFORMATION = frozenset({FindingKind.EXECUTION_REPORTED})


class Handled(models.TextChoices):
    """What somebody says of a finding."""

    EXPLAINED = "explained", _("Förklarat")
    CORRECTED = "corrected", _("Rättat")
    ACCEPTED = "accepted", _("Godtaget")


class ListKind(models.TextChoices):
    ORDINARY = "ordinary", _("Delegationsbeslut")
    URGENT = "urgent", _("Ordförandebeslut i brådskande ärenden")


class ListState(models.TextChoices):
    DRAFT = "draft", _("Förslag")
    LAID = "laid", _("Framlagd")


def level_name(role: str) -> str:
    """A level of the tree as an order says it: always in Swedish, whatever language the writer reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(Role(role).label)
