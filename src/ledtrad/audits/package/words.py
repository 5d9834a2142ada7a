"""What the verifier says. Its own words, since it also runs where there is no Ledtråd."""

from __future__ import annotations

#: What is wrong, and what holds: in Swedish and English.
WORDS = {
    "unreadable": ("Filen går inte att läsa som ett bevispaket.", "The file cannot be read as an evidence package."),
    "too_large": ("Paketet är större än ett bevispaket är.", "The package is larger than evidence packages are."),
    "twice": ("Filen finns två gånger i paketet.", "The file is in the package twice."),
    "missing": ("Filen saknas i paketet.", "The file is missing from the package."),
    "unlisted": ("Filen står inte i förteckningen: den är tillagd.", "The file is not listed: it has been added."),
    "changed": ("Filen är ändrad: kontrollsumman är en annan.", "The file is changed: its checksum differs."),
    "list": ("Förteckningen går inte att läsa.", "The list cannot be read."),
    "entry": ("Händelsen går inte att läsa.", "The entry cannot be read."),
    "payload": ("Uppgifterna om ändringen är ändrade.", "What the entry tells is changed."),
    "entry_missing": ("Händelsen är borttagen ur loggutdraget.", "The entry is removed from the extract."),
    "entry_added": ("Händelsen hör inte till paketet.", "The entry does not belong to the package."),
    "way": (
        "Händelsen finns inte i den logg som kontrollpunkten gäller: den är ändrad, eller kontrollpunkten är en annan.",
        "The entry is not in the ledger that the checkpoint signs: it is changed, or the checkpoint is another.",
    ),
    "key": ("Nyckeln går inte att läsa.", "The key cannot be read."),
    "other_key": (
        "Paketet är signerat med en annan nyckel än den som angavs.",
        "The package is signed with another key.",
    ),
    "checkpoint": ("Kontrollpunkten går inte att läsa.", "The checkpoint cannot be read."),
    "signature": (
        "Signaturen stämmer inte: kontrollpunkten är ändrad, eller signerad med en annan nyckel.",
        "The signature is wrong: the checkpoint is changed, or signed with another key.",
    ),
    "no_seal": (
        "Loggen säger inte att paketet är gjort: ingenting binder filerna till signaturen.",
        "The ledger does not say that the package was made: nothing binds the files to the signature.",
    ),
    "seal": (
        "Innehållet är ett annat än det som loggen säger att paketet gjordes med.",
        "The contents are not those that the ledger says the package was made with.",
    ),
    "ok_files": ("Alla filer är som förteckningarna säger", "All files are as listed"),
    "ok_entries": ("Händelserna är oförändrade och ingen fattas", "The entries are unchanged and none is missing"),
    "ok_ways": ("Alla händelser finns i den signerade loggen", "All entries are in the signed ledger"),
    "ok_signature": ("Kontrollpunkten är signerad med nyckeln", "The checkpoint is signed with the key"),
    "ok_seal": ("Signaturen gäller alla filer i paketet", "The signature covers every file in the package"),
    "holds": ("Stämmer", "Holds  "),
    "wrong": ("FEL    ", "WRONG  "),
    "verdict_ok": ("Paketet stämmer.", "The package holds."),
    "verdict_wrong": ("Paketet stämmer INTE.", "The package does NOT hold."),
    "compare": (
        "Jämför själv: nyckelns fingeravtryck ska vara det som kommunen har publicerat:",
        "Compare yourself: the key's fingerprint must be the one that the municipality has published:",
    ),
    "same_key": ("Nyckeln är den som angavs:", "The key is the one that was given:"),
}


def say(code: str, language: int = 0) -> str:
    """A sentence in Swedish (0) or English (1)."""
    return WORDS[code][language]
