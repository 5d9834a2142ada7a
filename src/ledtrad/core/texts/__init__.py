"""The text of a document that somebody sent us: PDF, Word, OpenDocument or plain text, opened in a child process.

    text = read_text(path, "granskning.pdf")     # form feeds part the pages; or TextRefused with a sentence

Import from the modules: `ledtrad.core.texts.child` runs inside this package and may not pull in Django.
"""
