"""Which parts papers have, and the municipality's own Word file."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from ledtrad.core.papers.word import LETTER
from ledtrad.core.refusals import Stale
from ledtrad.core.wordfiles import WordRefused, check_template, read_sections
from ledtrad.meetings.actions import templates
from ledtrad.meetings.actions.written import MayNotSettle
from ledtrad.meetings.models import PaperTemplate, WordTemplate
from tests.meetings.papers import paper

pytestmark = pytest.mark.django_db


def headings(world, board="SN", kind="memorandum"):
    return [part.heading for part in templates.chosen(kind, world.unit(board) if board else None)]


def own(world, board="SN", name="eva", kind="memorandum"):
    return templates.own_template(kind=kind, board=world.unit(board) if board else None, actor=world.actor(name))


def test_the_board_s_own_comes_before_the_municipality_s_and_that_before_the_built_in(world):
    assert "Barnets bästa" in headings(world)
    everywhere = own(world, None, "adam")
    templates.add_part(
        template=everywhere, values={"heading": "Klimat", "hint": "", "is_mandatory": True},
        actor=world.actor("adam"), seen=1,
    )  # fmt: skip
    assert headings(world)[-2:] == ["Klimat", "Beslutet skickas till"]
    mine = own(world)
    templates.remove_part(part=mine.sections.get(slug="klimat"), actor=world.actor("eva"), seen=1)
    assert "Klimat" not in headings(world)
    assert "Klimat" in headings(world, "BSN")
    assert "klimat" not in paper(world).sections.values_list("slug", flat=True)
    templates.drop_template(template=mine, actor=world.actor("eva"), seen=2)
    assert "Klimat" in headings(world)


def test_a_part_that_texts_are_given_for_is_there_whatever_the_template_says(world):
    mine = own(world, kind="statement")
    templates.remove_part(part=mine.sections.get(slug="position"), actor=world.actor("eva"), seen=1)
    found = paper(world, kind="statement", texts={"position": "Nämnden delar."})
    assert list(found.sections.values_list("slug", flat=True))[-2:] == ["position", "distribution"]


def test_parts_are_moved_changed_and_never_the_last_removed(world):
    mine, eva = own(world), world.actor("eva")
    first = mine.sections.first()
    templates.move_part(part=first, steps=1, actor=eva)
    assert headings(world)[:2] == ["Sammanfattning", "Förslag till beslut"]
    templates.change_part(part=first, values={"heading": "Beslut"}, actor=eva, seen=2)
    with pytest.raises(Stale):
        templates.change_part(part=first, values={"heading": "Annat"}, actor=eva, seen=2)
    for part in mine.sections.exclude(pk=first.pk):
        templates.remove_part(part=part, actor=eva, seen=None)
    with pytest.raises(templates.LastPart):
        templates.remove_part(part=first, actor=eva, seen=None)
    for name, board in (("eva", None), ("anna", "SN"), ("eva", "BSN")):
        with pytest.raises(MayNotSettle):
            own(world, board, name)


def test_templates_by_pages(world, as_person):
    eva, at = as_person("eva"), ["memorandum", "SN"]
    assert eva.get(reverse("paper-templates")).status_code == 200
    assert as_person("elsa").get(reverse("paper-template", args=at)).status_code == 200
    new = {"heading": "Jämställdhet", "hint": "Hur kön berörs.", "version": 1}
    assert eva.post(reverse("paper-part-new", args=at), new).status_code == 302
    assert eva.post(reverse("paper-part-new", args=at), new).status_code == 409
    part = [*at, "jamstalldhet"]
    assert eva.get(reverse("paper-part", args=part)).status_code == 200
    changed = {"heading": "Jämställdhet", "hint": "", "is_mandatory": "on", "version": 2}
    assert eva.post(reverse("paper-part", args=part), changed).status_code == 302
    assert eva.post(reverse("paper-part-move", args=part), {"do": "up", "version": 3}).status_code == 302
    assert eva.post(reverse("paper-part-remove", args=part), {"version": 3}).status_code == 409
    assert eva.post(reverse("paper-part-remove", args=part), {"version": 4}).status_code == 302
    assert as_person("anna").post(reverse("paper-template-drop", args=at), {"version": 5}).status_code == 403
    assert eva.post(reverse("paper-template-drop", args=at), {"version": 5}).status_code == 302
    assert not PaperTemplate.objects.exists()
    assert eva.get(reverse("paper-part", args=[*at, "finns-inte"])).status_code == 404
    assert eva.get(reverse("paper-template", args=["brev", "SN"])).status_code == 404


# ── The municipality's Word file ─────────────────────────────────────────────
def word(*paragraphs, header=""):
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(name, data, source=None):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source or LETTER.read_bytes())) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member.filename))
        new.writestr(name, data)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 50_000_000 + b"</a>")
    return out.getvalue()


LINKED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    b'Id="r1" Type="http://x/%s" Target="http://x/t" TargetMode="External"/></Relationships>'
)
FIELD = (
    b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:instrText>'
    b" DDEAUTO c:\\\\windows\\\\cmd.exe </w:instrText></w:r></w:p></w:hdr>"
)
HOSTILE = {
    "empty": (b"", "word_not_word"),
    "pdf": (b"%PDF-1.7", "word_not_word"),
    "old": (b"\xd0\xcf\x11\xe0" + b"0" * 100, "word_old_or_locked"),
    "macros": (changed("word/vbaProject.bin", b"x"), "word_macros"),
    "linked": (changed("word/_rels/settings.xml.rels", LINKED % b"mailMergeSource"), "word_links_out"),
    "picture": (changed("word/_rels/header9.xml.rels", LINKED % b"image"), "word_links_out"),
    "template elsewhere": (changed("word/_rels/document.xml.rels", LINKED % b"attachedTemplate"), "word_links_out"),
    "entities": (changed("word/settings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "word_dtd"),
    "dde": (changed("word/header9.xml", FIELD), "word_dde"),
    "bomb": (bomb(), "word_compressed_too_hard"),
    "code": (word("{{ innehall }}", "{{ rubrik.__class__ }}"), "word_not_a_field"),
    "call": (word("{{ innehall }}", "{{ cycler('a') }}"), "word_not_a_field"),
    "filter": (word("{{ innehall }}", "{{ rubrik|upper }}"), "word_not_a_field"),
    "loop": (word("{{ innehall }}", "{% for x in y %}"), "word_not_a_field"),
    "in the header": (word("{{ innehall }}", header="{{ 7*7 }}"), "word_not_a_field"),
    "unknown": (word("{{ innehall }}", "{{ avdelning }}"), "word_unknown_field"),
    "no body": (word("{{ rubrik }}"), "word_no_body"),
    "two bodies": (word("{{ innehall }}", "{{ innehall }}"), "word_no_body"),
    "body not alone": (word("Text {{ innehall }}"), "word_body_not_alone"),
    "unclosed": (word("{{ innehall }}", "{{ rubrik"), "word_not_a_field"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_template_that_is_more_than_fields_is_refused_and_told_why(name, db):
    data, code = HOSTILE[name]
    with pytest.raises(WordRefused) as refusal:
        check_template(data)
    assert refusal.value.code == code
    assert len(str(refusal.value)) > 20


def test_our_own_template_is_one_of_theirs(db):
    check_template(LETTER.read_bytes())


def tied(data):
    """As Word keeps a file that was made with a template on a server."""
    settings = (
        b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<w:attachedTemplate r:id="r1"/><w:defaultTabStop w:val="1304"/></w:settings>'
    )
    data = changed("word/settings.xml", settings, data)
    return changed("word/_rels/settings.xml.rels", LINKED % b"attachedTemplate", data)


def test_a_template_made_with_another_is_kept_without_the_tie(world, as_person):
    eva, where = as_person("eva"), reverse("word-templates")
    own_look = tied(word("KOMMUNENS PAPPER", "{{ innehall }}"))
    sent = {"kind": "memorandum", "board": world.unit("SN").pk, "file": SimpleUploadedFile("m.docx", own_look)}
    assert eva.post(where, sent).status_code == 302
    kept = eva.get(reverse("word-template", args=[WordTemplate.objects.get().pk])).content
    filled = eva.get(reverse("paper-file", args=[paper(world).pk, "docx"])).content
    for data in (kept, filled):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            whole = b"".join(archive.read(name) for name in archive.namelist())
        assert b"http://x/t" not in whole
        assert b"attachedTemplate" not in whole
        assert b"1304" in whole
    assert Document(io.BytesIO(filled)).paragraphs[0].text == "KOMMUNENS PAPPER"
    assert read_sections(tied(filled))[0].heading == "Förslag till beslut"


def test_a_tie_that_is_written_in_another_way_is_cut_too(db):
    hidden = changed(
        "word/_rels/settings.xml.rels", LINKED % b"attached&#84;emplate", tied(word("{{ innehall }}"))
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(check_template(hidden))) as archive:
        assert b"http://x/t" not in b"".join(archive.read(name) for name in archive.namelist())


def test_the_municipality_s_template_is_tried_kept_and_used(world, as_person):
    eva, where = as_person("eva"), reverse("word-templates")
    own_look = word("DET HÄR ÄR KOMMUNENS PAPPER", "{{ rubrik }}", "{{ innehall }}", header="{{ diarienummer }}")
    sent = {"kind": "memorandum", "board": world.unit("SN").pk}
    bad = SimpleUploadedFile("m.docx", HOSTILE["code"][0])
    assert eva.post(where, {**sent, "file": bad}).status_code == 422
    assert eva.post(where, {**sent, "file": SimpleUploadedFile("m.docx", own_look)}).status_code == 302
    kept = WordTemplate.objects.get()
    found = paper(world)
    data = eva.get(reverse("paper-file", args=[found.pk, "docx"])).content
    texts = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    assert texts[:2] == ["DET HÄR ÄR KOMMUNENS PAPPER", "Uppföljning"]
    assert Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "SN 2021/0001"
    assert next(s.heading for s in read_sections(data)) == "Förslag till beslut"
    for name in ("word-template", "word-template-sample"):
        assert eva.get(reverse(name, args=[kept.pk])).content.startswith(b"PK")
    assert eva.get(reverse("word-template-ours")).content == LETTER.read_bytes()
    assert as_person("anna").get(where).status_code == 403
    assert as_person("anna").post(reverse("word-template-use", args=[kept.pk]), {"used": "0"}).status_code == 403
    assert eva.post(reverse("word-template-use", args=[kept.pk]), {"used": "0"}).status_code == 302
    again = Document(io.BytesIO(eva.get(reverse("paper-file", args=[found.pk, "docx"])).content))
    assert "KOMMUNENS PAPPER" not in "".join(p.text for p in again.paragraphs)
    eva.post(where, {"kind": "", "board": "", "file": SimpleUploadedFile("m.docx", own_look)})
    assert WordTemplate.objects.count() == 1  # all boards' is for the administrators


def test_changes_that_word_keeps_track_of_are_read_as_accepted(db):
    body = word("{{ innehall }}")
    xml = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        b'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Sammanfattning</w:t></w:r></w:p>'
        b'<w:p><w:r><w:t xml:space="preserve">Kostar </w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>'
        b"<w:ins><w:r><w:rPr><w:b/></w:rPr><w:t>7</w:t></w:r></w:ins><w:r><w:t> kr</w:t></w:r></w:p>"
        b'<w:bookmarkStart w:id="1" w:name="ledtrad_live_summary"/><w:p><w:r><w:t>Levande</w:t></w:r></w:p>'
        b'<w:bookmarkEnd w:id="1"/></w:body></w:document>'
    )
    assert read_sections(changed("word/document.xml", xml, body)) == [("Sammanfattning", "Kostar **7** kr")]
