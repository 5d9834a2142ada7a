"""What lies first in a package, in Swedish and in English."""

SWEDISH = """\
BEVISPAKET: {title}
{board}

Gjort {made_on} av {made_by} i Ledtråd, {municipality}.
{left_out}
Paketet visar hur rekommendationerna i granskningen {number} har besvarats och följts upp. Det innehåller det
som den som beställde det får se, och inget med sekretess.

INNEHÅLL
  sammanstallning.pdf   allt på papper: svaret, åtgärderna, vad som hände när, vad som visar det, läget nu
  handlingar/           {report}yttrandena som filer, och filer som visar vad som gjorts
  data/                 samma uppgifter som tabeller (semikolon, UTF-8; öppnas i Excel)
  log/                  händelserna i Ledtråds logg om allt detta, kontrollpunkten och den öppna nyckeln
  CONTENTS.sha256       kontrollsumma för varje fil utom loggens
  MANIFEST.sha256       kontrollsumma för varje fil utom den själv
  verify.py             kontrollerar paketet; behöver bara Python 3.8 eller senare

KONTROLLERA
  python verify.py                              i den uppackade mappen
  python verify.py paket.zip                    direkt på zip-filen
  ledtrad evidence verify paket.zip             där Ledtråd finns
  sha256sum -c MANIFEST.sha256                  bara kontrollsummorna

Kontrollen visar att ingen fil är ändrad, borttagen eller tillagd sedan paketet gjordes, att händelserna finns i
den logg som kontrollpunkten gäller, och att kontrollpunkten är signerad med nyckeln i log/key.txt. Nyckeln ligger
i paketet. Att den är kommunens ser du genom att jämföra fingeravtrycket med det som kommunen har publicerat:

  {fingerprint}

Med --public-key och den publicerade raden jämför programmet åt dig.

Det här visar inte att det som någon skrev är sant, bara vad som skrevs, när och av vem.
"""

ENGLISH = """\
EVIDENCE PACKAGE: {title}
{board}

Made {made_on} by {made_by} in Ledtråd, {municipality}.
{left_out_en}
The package shows how the recommendations of the audit {number} were answered and followed up. It holds what
whoever ordered it may see, and nothing confidential.

CONTENTS
  sammanstallning.pdf   everything on paper: the answer, the measures, what happened when, evidence, how it stands
  handlingar/           {report_en}the statements as files, and files that are evidence
  data/                 the same as tables (semicolon, UTF-8; opens in Excel)
  log/                  the entries of Ledtråd's ledger about all this, the checkpoint and the public key
  CONTENTS.sha256       the checksum of every file but the log's
  MANIFEST.sha256       the checksum of every file but itself
  verify.py             verifies the package; needs nothing but Python 3.8 or later

VERIFY
  python verify.py --english                    in the unpacked folder
  python verify.py package.zip --english        on the zip itself
  ledtrad evidence verify package.zip           where Ledtråd is installed
  sha256sum -c MANIFEST.sha256                  the checksums alone

This shows that no file was changed, removed or added since the package was made, that the entries are in the
ledger that the checkpoint signs, and that the checkpoint is signed with the key in log/key.txt. The key lies in
the package. That it is the municipality's is seen by comparing its fingerprint with the published one:

  {fingerprint}

With --public-key and the published line the program compares for you.

It does not show that what somebody wrote is true, only what was written, when and by whom.
"""
