"""Login with SAML, from the environment alone: on when `LEDTRAD_SAML_METADATA` is set and the parts are installed.

The parts are in requirements/saml.txt, since most municipalities log in with OpenID Connect and need none of them.
What the identity provider says of a person is mapped to the same claims as there: see organisation/login.py.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

APP = "allauth.socialaccount.providers.saml"
PROVIDER = "kommun-saml"
SLUG = "kommun"
"""In the addresses: /konto/saml/kommun/metadata/ and so on."""

ATTRIBUTES = (
    "username=urn:oid:0.9.2342.19200300.100.1.1,name=urn:oid:2.16.840.1.113730.3.1.241,"
    "email=urn:oid:0.9.2342.19200300.100.1.3,functions=functions"
)
"""uid, displayName and mail, by the names that Swedish federations use."""

Environment = Mapping[str, str]


def is_wanted(environment: Environment) -> bool:
    return bool(environment.get("LEDTRAD_SAML_METADATA"))


def problem(environment: Environment) -> str:
    """Why login with SAML, which is asked for, cannot be turned on; empty when it can, or is not asked for."""
    where = environment.get("LEDTRAD_SAML_METADATA", "")
    if not where:
        return ""
    if find_spec("onelogin") is None or find_spec("xmlsec") is None:
        return "LEDTRAD_SAML_METADATA is set, but what SAML needs is not installed: see requirements/saml.txt"
    if urlsplit(where).scheme == "http":
        return "LEDTRAD_SAML_METADATA must be https: whoever can change it decides who logs in"
    if urlsplit(where).scheme != "https" and not Path(where).is_file():
        return f"LEDTRAD_SAML_METADATA: there is no file {where}"
    return ""


def attributes(environment: Environment) -> dict[str, str]:
    """Which attribute holds username, name, mail and functions."""
    text = environment.get("LEDTRAD_SAML_ATTRIBUTES", ATTRIBUTES)
    return {
        name.strip(): value.strip() for name, _is, value in (pair.partition("=") for pair in text.split(",")) if value
    }


def app(environment: Environment) -> dict[str, Any]:
    """allauth's description of the identity provider. Assertions must be signed, and answer a question of ours."""
    named = attributes(environment)
    settings: dict[str, Any] = {
        "attribute_mapping": {"uid": [named["username"]], "username": [named["username"]], "email": [named["email"]]},
        "idp": _identity_provider(environment),
        "advanced": {
            "strict": True,
            "want_assertion_signed": True,
            "reject_deprecated_algorithm": True,
            "reject_idp_initiated_sso": True,
        },
    }
    if own := environment.get("LEDTRAD_SAML_ENTITY_ID"):
        settings["sp"] = {"entity_id": own}
    name = environment.get("LEDTRAD_SAML_NAME", "Kommunens inloggning")
    return {"provider_id": PROVIDER, "client_id": SLUG, "name": name, "settings": settings}


def origins(described: Mapping[str, Any]) -> list[str]:
    """Where the browser is sent from the login form, which the policy must allow."""
    idp = described["settings"]["idp"]
    found = [urlsplit(idp.get(key) or "") for key in ("sso_url", "metadata_url", "entity_id")]
    return list(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in found if url.scheme == "https" and url.netloc))


def _identity_provider(environment: Environment) -> dict[str, str | None]:
    where, entity = environment["LEDTRAD_SAML_METADATA"], environment.get("LEDTRAD_SAML_IDP") or None
    if urlsplit(where).scheme == "https":
        return {"metadata_url": where, "entity_id": entity}  # fetched at the first login, and kept for four hours
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    found = OneLogin_Saml2_IdPMetadataParser.parse(Path(where).read_bytes(), entity_id=entity)["idp"]
    several = found.get("x509certMulti", {}).get("signing", [""])
    return {
        "entity_id": found["entityId"],
        "x509cert": found.get("x509cert") or several[0],
        "sso_url": found["singleSignOnService"]["url"],
    }
