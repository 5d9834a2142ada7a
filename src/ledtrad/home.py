"""The one folder that an installation owns: database, keys, uploads, and the demonstration's marker.

No Django here: settings are made from what this module says.
"""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DEMO_MARKER = "demonstration.json"


@dataclass(frozen=True)
class Home:
    """Where an installation keeps what it must not lose. `LEDTRAD_HOME`, by default `./var`."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        return cls(Path(os.environ.get("LEDTRAD_HOME", "var")).expanduser().resolve())

    @property
    def database(self) -> Path:
        return self.path / "ledtrad.sqlite3"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def is_empty(self) -> bool:
        """True when no file but keys has been put here yet; the folders themselves are made at each start."""
        return all(file.parent == self.keys for file in self.path.rglob("*") if file.is_file())

    def prepare(self) -> None:
        """Make the folders, readable by their owner only."""
        for folder in (self.path, self.keys, self.uploads):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret_key(self) -> str:
        """The key that signs sessions and tokens; made at the first start, kept outside database and backups."""
        if given := os.environ.get("LEDTRAD_SECRET_KEY"):
            return given
        file = self.keys / "secret_key"
        if not file.exists():
            self.prepare()
            handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(64))
        return file.read_text().strip()

    def mark_as_demonstration(self, today: date) -> None:
        """Say that this home holds the demonstration municipality, whose clock stands still at `today`."""
        self.prepare()
        (self.path / DEMO_MARKER).write_text(json.dumps({"today": today.isoformat()}))

    def demonstration_date(self) -> date | None:
        """The day at which the demonstration stands still; None for a real municipality."""
        file = self.path / DEMO_MARKER
        if not file.exists():
            return None
        return date.fromisoformat(json.loads(file.read_text())["today"])
