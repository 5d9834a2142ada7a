"""Why a step of an import is not taken."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.imports.registry import Importer
from ledtrad.core.refusals import Refused


class UnknownImporter(Refused):
    """There is no such kind of import."""

    code = "unknown_importer"
    message = gettext_lazy("Den sortens import finns inte.")


class UnknownTable(Refused):
    """A file is said to hold a table that the import does not have."""

    code = "unknown_table"

    def __init__(self, importer: Importer, filename: str) -> None:
        names = ", ".join(table.name for table in importer.tables)
        super().__init__(
            _("Filen %(file)s hör inte till någon tabell. Tabellerna heter: %(names)s.")
            % {"file": filename, "names": names}
        )


class NothingMapped(Refused):
    """The columns that the import requires are not all found in the file."""

    code = "import_not_mapped"
    message = gettext_lazy("Alla kolumner som behövs är inte kopplade till kolumner i filen.")


class HasErrors(Refused):
    """Some rows cannot be imported, and nobody has said that the others may go first."""

    code = "import_has_errors"
    message = gettext_lazy("Några rader har fel, så inget är inläst.")


class NothingToApply(Refused):
    """No row is new or changed."""

    code = "import_nothing"
    message = gettext_lazy("Filen innehåller inget nytt.")


class ChangedSincePreview(Refused):
    """The database is no longer what it was at the preview, so the rows would do something else now."""

    code = "import_changed"
    message = gettext_lazy("Uppgifterna har ändrats sedan granskningen. Se igenom raderna på nytt.")
    status = 409


class WrongState(Refused):
    """The batch is not where this step starts."""

    code = "import_state"
    message = gettext_lazy("Importen är redan förbi det här steget.")
    status = 409
