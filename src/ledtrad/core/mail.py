"""Letters to people: written to the outbox in the caller's transaction, sent by the worker.

A letter is never lost. If the worker dies between sending and noting so, it is sent again with the same Message-ID,
which mail systems take for one letter.
"""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from ledtrad.core.jobs import locks
from ledtrad.core.outbox import OutboxMail

log = logging.getLogger("ledtrad.mail")

BATCH = 50
LONGEST_WAIT = timedelta(hours=6)


def queue(to: str, subject: str, body: str, key: str) -> OutboxMail:
    """Write a letter to be sent after commit. A second letter with the same `key` is not written.

    The key says what it is about and for when, such as "digest:anna:2021-W15". Put nothing confidential in a
    letter: link to the page.
    """
    domain = urlsplit(settings.LEDTRAD_URL).hostname or "localhost"
    letter, _is_new = OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "recipient": to,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "message_id": OutboxMail.new_message_id(domain),
        },
    )
    return letter


def deliver() -> int:
    """Send what is due; returns how many went. One process at a time; a failure is tried again, ever more seldom."""
    with locks.hold("outbox") as mine:
        if not mine:
            return 0
        due = list(OutboxMail.objects.due()[:BATCH])
        return sum(_send(letter) for letter in due)


def _send(letter: OutboxMail) -> bool:
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.recipient],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    letter.attempts += 1
    try:
        message.send()
    except Exception as problem:  # whatever a mail server may do, the other letters should go
        log.warning("The letter %s could not be sent: %s", letter.pk, problem)
        letter.error = str(problem)[:200]
        letter.next_attempt = timezone.now() + min(timedelta(minutes=2 ** min(letter.attempts, 10)), LONGEST_WAIT)
        letter.save(update_fields=["attempts", "error", "next_attempt"])
        return False
    letter.sent, letter.error = timezone.now(), ""
    letter.save(update_fields=["attempts", "sent", "error"])
    return True
