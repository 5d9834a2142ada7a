"""The short guides on the help page: what each role does here, in the order they do it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Guide:
    """What a role does, step by step. `roles` are those of `organisation.rules` that it is written for."""

    key: str
    title: Text
    roles: tuple[str, ...]
    steps: tuple[Text, ...]


GUIDES: tuple[Guide, ...] = (
    Guide(
        "manager",
        _("Enhetschef och verksamhetschef"),
        ("unit_manager", "division_manager"),
        (
            _(
                "Börja i Att göra. Där ligger siffror att rapportera, mål att bedöma och kommentarer som "
                "saknas. Det försenade står först."
            ),
            _(
                "Rapportera en siffra direkt i listan eller från länken i påminnelsebrevet. Skriv vad som "
                "förklarar siffran i en eller två meningar. Skriv inget om enskilda personer."
            ),
            _(
                "Bedöm dina mål när perioden är slut. Ledtråd visar ett förslag ur indikatorer, "
                "aktiviteter och delmål. Du bestämmer, och om du gör en annan bedömning syns båda."
            ),
            _(
                "Bryt ned nämndens mål till enhetens egna mål och aktiviteter under Mål och plan. I "
                "Tråden ser du hur de hänger ihop och vad som saknas."
            ),
        ),
    ),
    Guide(
        "board",
        _("Förtroendevald"),
        ("elected_member",),
        (
            _("Nämndens sida visar först det som avviker: indikatorer som inte når målet, och mål utan bedömning."),
            _("Klicka på en siffra för att se vad den bygger på: värden, källa, definition och vem som svarar."),
            _("Tråden visar vägen från lag och fokusområde till det enheterna gör, i båda riktningar."),
            _("Rapporter som nämnden har antagit är frysta. De ändras inte när uppgifterna gör det."),
        ),
    ),
    Guide(
        "planner",
        _("Förvaltningschef, nämndsekreterare och controller"),
        ("director", "board_secretary", "controller"),
        (
            _(
                "Planeringsomgången under Mål och plan går från utkast till antagen plan. Nästa års "
                "utkast öppnas med kopplingarna kvar."
            ),
            _(
                "Luckor listar det som brister i kedjan: mål utan indikator, indikator utan målvärde, "
                "aktivitet utan mål, enheter som inte har brutit ned något. Varje rad säger vad som "
                "behöver göras."
            ),
            _(
                "Sätt samman uppföljningsrapporten under Rapporter. Kommentarer från de ansvariga hämtas "
                "in, och det som skulle hindra läsbarheten visas innan du publicerar."
            ),
            _(
                "Import tar emot Excel och CSV. Hämta mallen, fyll i, granska rad för rad och ångra hela "
                "omgången om det blev fel."
            ),
        ),
    ),
    Guide(
        "quality",
        _("Kvalitetsutvecklare och handläggare"),
        ("quality_developer", "case_worker"),
        (
            _("I Tråden ser du vilka mål, lagar och program som din verksamhet ingår i."),
            _(
                "Områden visar alla mål inom ett område, från alla nämnder: de som liknar varandra, de "
                "som drar åt olika håll och de som ingen svarar för."
            ),
            _("Kommentera och bifoga underlag på mål, indikatorer och aktiviteter. Allt syns i historiken."),
        ),
    ),
    Guide(
        "auditor",
        _("Revisor"),
        ("auditor",),
        (
            _("Du läser allt utom det som har sekretess, och ändrar ingenting."),
            _("Historik visar vem som har gjort vad och när, med det gamla värdet bredvid det nya."),
            _(
                "Loggen går att pröva mot en kontrollpunkt som förvaras utanför databasen. Be "
                "systemförvaltaren om den senaste."
            ),
        ),
    ),
    Guide(
        "administrator",
        _("Systemförvaltare"),
        ("administrator",),
        (
            _(
                "Under Organisation finns enheter, funktioner och vem som innehar dem. Ansvar ligger "
                "alltid på en funktion, aldrig bara på en person."
            ),
            _(
                "Konton, funktioner och innehav kan läsas in från en CSV-fil. En ändrad roll gäller från "
                "nästa sidvisning."
            ),
            _("Du ser inte innehåll som har sekretess."),
        ),
    ),
)


def guides_for(roles: set[str]) -> list[Guide]:
    """All guides, those for the reader's own roles first."""
    return sorted(GUIDES, key=lambda guide: not roles & set(guide.roles))
