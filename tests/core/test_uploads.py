"""Kept files: under their hash, checked when read, given back so that no browser runs them."""

import pytest

from ledtrad.core import uploads


def test_the_same_content_is_kept_once(settings):
    first, again = uploads.store(b"abc"), uploads.store(b"abc")
    assert first == again
    assert uploads.read(first.name) == b"abc"
    path = settings.HOME.uploads / first.name
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir()] == [first.sha256]


@pytest.mark.parametrize("damaged", [b"half", b"HALF OF IT"])
def test_a_damaged_file_is_noticed_and_mended_by_the_next_upload(settings, damaged):
    stored = uploads.store(b"half of it")
    (settings.HOME.uploads / stored.name).write_bytes(damaged)
    with pytest.raises(uploads.FileLost):
        uploads.read(stored.name)
    uploads.store(b"half of it")
    assert uploads.read(stored.name) == b"half of it"


@pytest.mark.parametrize("name", ["", "../../keys/secret_key", "/etc/passwd", "aa/" + "A" * 64, "aa/" + "a" * 64])
def test_no_name_leads_anywhere_else(name):
    with pytest.raises(uploads.FileLost):
        uploads.read(name)


def test_too_large_is_not_kept(settings):
    settings.LEDTRAD_UPLOAD_LIMIT = 2
    with pytest.raises(uploads.TooLarge):
        uploads.store(b"abc")


def test_downloads_are_attachments():
    answer = uploads.download(uploads.store(b"<script>").name, 'C:\\x\\"å".html\r\nX: y')
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a/b\\c.csv", "c.csv"),
        ("", "fil"),
        ("..", ".."),
        ("\x00\n.xlsx", ".xlsx"),
        ("å" * 200 + ".xlsx", "å" * 115 + ".xlsx"),
    ],
)
def test_names_as_shown(given, shown):
    assert uploads.clean_filename(given) == shown
