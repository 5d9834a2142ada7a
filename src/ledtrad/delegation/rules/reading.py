"""The one rule for what tells of somebody: it is not told to all, and to read it leaves an entry in the ledger."""

from collections.abc import Iterable

from ledtrad.core.pseudonyms import holds_pseudonym


def tells_of_somebody(*, confidentiality: str, subject: str, words: str, pseudonyms: Iterable[str] = ()) -> bool:
    """Whether a row is about a person: confidential, with a subject, or with a pseudonym in its words.

    `pseudonyms` are those of others on the same list, whatever their form.
    """
    return confidentiality == "confidential" or bool(subject) or names_somebody(words, pseudonyms)


def names_somebody(words: str, pseudonyms: Iterable[str]) -> bool:
    """Whether a text holds a pseudonym: of somebody on the list, or that an import put in a number's place."""
    return holds_pseudonym(words) or any(name in words for name in pseudonyms)
