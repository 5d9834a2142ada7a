"""Where the sentence "Bedömningen är sparad." waits until the next page shows it: in a cookie of this host alone."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class ReceiptCookie(CookieStorage):
    """Django's, signed and HttpOnly, under a name that no other host can set."""

    cookie_name = settings.LEDTRAD_RECEIPT_COOKIE_NAME


class Receipts(FallbackStorage):
    """The cookie; what is too long for it goes in the session."""

    storage_classes = (ReceiptCookie, SessionStorage)
