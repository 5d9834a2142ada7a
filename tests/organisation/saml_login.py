"""Run in a process of its own, with SAML turned on by the environment: a whole login, and those that must fail.

The identity provider is made here, key and all; the test has put its metadata where the environment says.
"""

import base64
import os
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from onelogin.saml2.utils import OneLogin_Saml2_Utils  # noqa: E402

call_command("migrate", verbosity=0)

from ledtrad.core import clock  # noqa: E402
from ledtrad.organisation.models import Holding, User  # noqa: E402
from tests.factories import FunctionFactory, MunicipalityFactory  # noqa: E402

KEY, CERTIFICATE = (Path(os.environ["IDP_KEYS"], name).read_text() for name in ("key.pem", "cert.pem"))
ACS = "http://127.0.0.1:8000/konto/saml/kommun/acs/"
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="a{id}"
Version="2.0" IssueInstant="{now}">
<saml:Issuer>https://idp.provby.example</saml:Issuer><saml:Subject><saml:NameID
Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">t1</saml:NameID><saml:SubjectConfirmation
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{later}" Recipient="{acs}"
InResponseTo="{question}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{before}"
NotOnOrAfter="{later}"><saml:AudienceRestriction><saml:Audience>http://127.0.0.1:8000/konto/saml/kommun/metadata/</saml:Audience>
</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{now}" SessionIndex="s1">
<saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"""
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="r{id}"
Version="2.0" IssueInstant="{now}"
Destination="{acs}" InResponseTo="{question}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
>https://idp.provby.example</saml:Issuer><samlp:Status><samlp:StatusCode
Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""
SAID = {
    "urn:oid:0.9.2342.19200300.100.1.1": "petra",
    "urn:oid:2.16.840.1.113730.3.1.241": "Petra Ek",
    "urn:oid:0.9.2342.19200300.100.1.3": "petra@provby.example",
    "functions": "F-NY",
}


def ask():
    """A browser that has been sent to the identity provider, and the number of the question it brings."""
    browser = Client(headers={"Host": "127.0.0.1:8000"})
    assert browser.get("/konto/saml/kommun/metadata/").status_code == 200
    assert "/konto/saml/kommun/login/" in browser.get("/konto/login/").content.decode()
    sent = browser.post("/konto/saml/kommun/login/?process=login")["Location"]
    assert sent.startswith("https://idp.provby.example/sso?"), sent
    request = zlib.decompress(base64.b64decode(parse_qs(urlsplit(sent).query)["SAMLRequest"][0]), -15).decode()
    return browser, request.split('ID="')[1].split('"')[0]


def answer(question, *, sign=True, tamper=lambda text: text):
    """The provider's answer, as the browser posts it."""
    now = datetime.now(UTC)
    when = {"now": now, "before": now - timedelta(minutes=1), "later": now + timedelta(minutes=5)}
    fields = {name: moment.strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in when.items()}
    rows = "".join(
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
        for name, value in SAID.items()
    )
    fields |= {"id": "1", "acs": ACS, "question": question, "attributes": rows}
    assertion = ASSERTION.format(**fields)
    if sign:
        signed = OneLogin_Saml2_Utils.add_sign(assertion, KEY, CERTIFICATE)
        assertion = signed.decode() if isinstance(signed, bytes) else signed
    return base64.b64encode(tamper(RESPONSE.format(**fields, assertion=assertion)).encode()).decode()


def come_back(browser, text):
    browser.post("/konto/saml/kommun/acs/", {"SAMLResponse": text})
    browser.get("/konto/saml/kommun/acs/finish/")
    return browser.get("/").status_code == 200


MunicipalityFactory()
vacant = FunctionFactory(number="F-NY")

browser, question = ask()
assert not come_back(browser, answer(question, sign=False)), "an unsigned answer opened"
browser, question = ask()
assert not come_back(browser, answer(question, tamper=lambda t: t.replace("petra<", "adam<"))), (
    "a changed answer opened"
)
browser, _question = ask()
assert not come_back(browser, answer("_somebody-elses")), "an answer to no question of ours opened"
assert not User.objects.exists()

browser, question = ask()
assert come_back(browser, answer(question)), "a signed answer did not open"
person = User.objects.get()
assert (person.username, person.name, person.email) == ("petra", "Petra Ek", "petra@provby.example"), person
assert not person.has_usable_password()
assert [h.function_id for h in Holding.objects.on(clock.today()).filter(person=person)] == [vacant.pk]
assert not come_back(Client(headers={"Host": "127.0.0.1:8000"}), answer(question)), "an answer was used twice"
sys.stdout.write("logged in")
