"""What each finding means, by which rule it is one, and what can be done: for whoever meets it the first time."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ledtrad.core.refusals import Sentence
from ledtrad.delegation.rules.words import FindingKind


@dataclass(frozen=True)
class Explained:
    rule: Sentence
    mend: Sentence


EXPLAINED: Mapping[str, Explained] = {
    FindingKind.MISSING: Explained(
        _(
            "Beslutet ska anmälas till nämnden. Sammanträdet där det skulle ha anmälts har hållits, och ingen lista "
            "till nämnden har det med (6 kap. 40 § och 7 kap. 8 § KL)."
        ),
        _("Det står på listan till nästa sammanträde. När listan är framlagd är beslutet anmält, men sent."),
    ),
    FindingKind.INCOMPLETE: Explained(
        _("En uppgift som nämnden eller kommunen kräver är tom eller har fel form."),
        _("Delegaten kompletterar. Rättelsen blir en ny post, och den gamla står kvar."),
    ),
    FindingKind.LATE: Explained(
        _("Beslutet anmäldes vid ett senare sammanträde än det första som låg tillräckligt långt efter beslutet."),
        _("Det går inte att göra ogjort. Förklara varför, eller godta det."),
    ),
    FindingKind.WRONG_DELEGATE: Explained(
        _(
            "Funktionen är inte delegat för punkten den dagen: varken i ordningen, genom vidaredelegation eller som "
            "ersättare. Ett beslut av fel delegat är inte nämndens beslut."
        ),
        _("Låt rätt delegat eller nämnden fatta beslutet, eller rätta posten om fel funktion skrevs in."),
    ),
    FindingKind.NOT_HOLDER: Explained(
        _("Personen hade inte funktionen den dagen."),
        _("Rätta personens förordnande om det är fel, eller posten om fel person skrevs in."),
    ),
    FindingKind.NO_ITEM: Explained(
        _("Punkten som beslutet stöder sig på finns inte i den delegationsordning som gällde beslutsdagen."),
        _("Rätta punkten, eller ta upp beslutet i nämnden."),
    ),
    FindingKind.OVER_LIMIT: Explained(
        _("Beloppet eller tiden är större än vad punkten medger."),
        _("Beslutet skulle ha fattats av någon annan. Ta upp det där, eller rätta posten om beloppet är fel."),
    ),
    FindingKind.GAP: Explained(
        _("Numren i källans serie följer på varandra, men här fattas nummer. Ett beslut kan ha kommit bort på vägen."),
        _("Ta reda på vad som finns under numren. Läs in det som saknas, eller förklara varför numren är tomma."),
    ),
    FindingKind.DUPLICATE: Explained(
        _("Samma beslut har anmälts mer än en gång."),
        _("Förklara vilken anmälan som gäller."),
    ),
    FindingKind.ORPHAN: Explained(
        _("Nämnden har fått beslutet anmält, men det finns inte i någon källa."),
        _("Läs in beslutet från källan, eller förklara varför det inte finns där."),
    ),
    FindingKind.CHANGED: Explained(
        _("Det som nu står i källan är inte det som nämnden fick anmält."),
        _("Anmäl det rätta, eller rätta källan."),
    ),
    FindingKind.EXECUTION_REPORTED: Explained(
        _("Punkten är verkställighet: inget beslut i lagens mening. Det behöver inte anmälas, men får."),
        _("Inget behöver göras."),
    ),
}
