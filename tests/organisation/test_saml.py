"""Login with SAML: on when it is asked for and installed, the same people as by OIDC, and nothing unsigned opens."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from ledtrad import saml
from tests import homes

HERE = Path(__file__).parent
METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.provby.example">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo>
</KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
Location="https://idp.provby.example/sso"/></IDPSSODescriptor></EntityDescriptor>"""


@pytest.fixture
def identity_provider(tmp_path):
    """A key, its certificate, and metadata that names it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(private)
    (tmp_path / "cert.pem").write_text(certificate)
    bare = "".join(line for line in certificate.splitlines() if "-----" not in line)
    (tmp_path / "idp.xml").write_text(METADATA.format(bare))
    return tmp_path / "idp.xml"


def outside(tmp_path, *command, **more):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LEDTRAD_", "DATABASE_", "DJANGO_", "PYTEST"))}
    env |= {"LEDTRAD_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "ledtrad.settings", **more}
    env["PYTHONPATH"] = os.pathsep.join(["src", ".", env.get("PYTHONPATH", "")])
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)


TELL = """
import django; django.setup()
import json
from django.conf import settings
print(json.dumps({"on": settings.INSTALLED_APPS.count("allauth.socialaccount.providers.saml"),
  "form": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]}))
"""


def told(tmp_path, **more):
    run = outside(tmp_path, "-c", TELL, **more)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_environment_turns_it_on(tmp_path, identity_provider):
    assert told(tmp_path)["on"] == 0
    here = told(tmp_path, LEDTRAD_SAML_METADATA=str(identity_provider))
    assert here["on"] == 1
    assert "https://idp.provby.example" in here["form"]
    there = told(tmp_path, LEDTRAD_SAML_METADATA="https://login.provby.example/metadata", LEDTRAD_SAML_IDP="urn:idp")
    assert "https://login.provby.example" in there["form"]


@pytest.mark.any_database
def test_a_signed_answer_logs_in_and_nothing_else_does(django_db_setup, tmp_path, identity_provider):
    homes.migrated(tmp_path / "home")
    run = outside(
        tmp_path, str(HERE / "saml_login.py"), LEDTRAD_SAML_METADATA=str(identity_provider), IDP_KEYS=str(tmp_path)
    )
    assert run.stdout == "logged in", run.stderr


@pytest.mark.parametrize("where", ["http://idp.provby.example/metadata", "/finns/inte.xml"])
def test_the_doctor_says_why_it_cannot_be_on(tmp_path, where):
    run = outside(tmp_path, "-m", "ledtrad", "doctor", LEDTRAD_SAML_METADATA=where)
    assert "LEDTRAD_SAML_METADATA" in run.stdout + run.stderr


def test_without_its_parts_it_is_off(monkeypatch, identity_provider):
    asked = {"LEDTRAD_SAML_METADATA": str(identity_provider)}
    assert saml.problem(asked) == ""
    monkeypatch.setattr(saml, "find_spec", lambda name: None)
    assert "requirements/saml.txt" in saml.problem(asked)
    assert saml.problem({}) == ""


def test_attributes_are_named_by_the_installation():
    named = saml.attributes({"LEDTRAD_SAML_ATTRIBUTES": "username=uid, email=mail"})
    assert named == {"username": "uid", "email": "mail"}
    assert saml.attributes({})["functions"] == "functions"
