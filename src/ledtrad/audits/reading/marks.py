"""The marks that items of lists bear, also as a font's private signs and as a scanner misreads them."""

#: What stands before an item whatever follows; the last are the signs of fonts' own, such as Wingdings.
SURE = "▶►➢➤➔➜⮚▸▹●○⚫⬤◼◾▪▫■□◦‣∙⁃•❖◆◇✓✔✗✘☐☑\ue000-\uf8ff"
#: What may be something else in the middle of a line.
AT_START = r"–—−‒―﹣－·*+»›→⇒¢°¤¬\-"
#: A small letter alone before a capital: a ring that a program wrote as a letter, a dot that a scanner read as one.
LETTER = r"[oe](?=\s+[A-ZÅÄÖ])"
