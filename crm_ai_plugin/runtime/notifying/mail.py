"""Sends e-mail: plain text and HTML, from nobody else than who was set up, without a way to smuggle a header in."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markupsafe import Markup

from ...errors import ConfigurationError, PermanentError, RetryableError, UserInputError
from ...settings import EmailSettings
from .message import Message

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_MAX_SUBJECT = 200
MOST_RECIPIENTS = 20


def check_address(text: str) -> str:
    """Return a plain e-mail address.

    Raises:
        UserInputError: it is none, or more than one, or has a name beside it.
    """
    if len(text) > 254 or not _ADDRESS.fullmatch(text):
        raise UserInputError(
            "to: not a plain e-mail address", code="address_invalid", hint="name@example.com"
        )
    return text


@dataclass(frozen=True)
class Mailer:
    """The way out for e-mail; off unless a server and a sender are set."""

    settings: EmailSettings

    @property
    def is_on(self) -> bool:
        """Whether e-mail can be sent."""
        return bool(self.settings.host and self.settings.sender)

    def require(self) -> None:
        """Return if e-mail can be sent.

        Raises:
            ConfigurationError: nobody set it up.
        """
        if not self.is_on:
            raise ConfigurationError(
                "e-mail is not set up",
                code="email_off",
                hint="set CRM_AI_EMAIL__HOST and CRM_AI_EMAIL__SENDER",
            )

    def send(self, to: Sequence[str], id_: str, message: Message, now: datetime) -> None:
        """Send a message to each of `to`; `id_` stays the same however often it is sent.

        Raises:
            ConfigurationError: e-mail is off, or the server does not let us in.
            RetryableError: it may work later.
            PermanentError: the server refuses it for good.
        """
        self.require()
        written = self.written(to, id_, message, now)
        config = self.settings
        try:
            with self._connected() as server:
                if config.username:
                    server.login(
                        config.username, config.password.get_secret_value() if config.password else ""
                    )
                refused = server.send_message(written, config.sender, list(to))
        except smtplib.SMTPAuthenticationError:
            raise ConfigurationError("the mail server does not let us in", code="email_login") from None
        except smtplib.SMTPRecipientsRefused:
            raise PermanentError(
                "the mail server refuses every recipient", code="recipients_refused"
            ) from None
        except smtplib.SMTPResponseException as error:
            kind = PermanentError if 500 <= error.smtp_code < 600 else RetryableError
            raise kind(f"the mail server answered {error.smtp_code}", code="email_refused") from None
        except (smtplib.SMTPException, ssl.SSLError) as error:
            raise RetryableError(
                "the mail server broke off", code="email_broke", detail=type(error).__name__
            ) from None
        except OSError as error:
            raise RetryableError(
                "the mail server can't be reached", code="email_unreachable", detail=type(error).__name__
            ) from None
        if refused:
            raise PermanentError(
                f"the mail server refuses {len(refused)} of {len(to)} recipients", code="recipients_refused"
            )

    def written(self, to: Sequence[str], id_: str, message: Message, now: datetime) -> EmailMessage:
        """Return the e-mail as it is sent."""
        sender = self.settings.sender or ""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address("CRM AI", addr_spec=check_address(sender))
        mail["To"] = [Address(addr_spec=check_address(one)) for one in to]
        mail["Subject"] = one_line(message.subject, _MAX_SUBJECT)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(_plain(message))
        mail.add_alternative(_html(message), subtype="html")
        for one in message.attachments:
            main, _, sub = one.media_type.partition(";")[0].partition("/")
            mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one_line(one.name, 100))
        return mail

    def _connected(self) -> smtplib.SMTP:
        config = self.settings
        host, context = config.host or "", ssl.create_default_context()
        if config.security == "tls":
            return smtplib.SMTP_SSL(host, config.port, timeout=config.timeout_s, context=context)
        server = smtplib.SMTP(host, config.port, timeout=config.timeout_s)
        if config.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                # Rather no e-mail than one that anybody can read on its way.
                server.close()
                raise
        return server


def one_line(text: str, limit: int) -> str:
    """Return `text` on one line, without characters that control or reorder."""
    clean = " ".join(_NOT_IN_A_LINE.sub(" ", text.encode(errors="replace").decode()).split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def _plain(message: Message) -> str:
    lines = [one_line(line, 2_000) for line in message.lines]
    if message.link is not None:
        lines.append(f"{message.link[1]}: {message.link[0]}")
    return "\n\n".join(lines) + "\n"


def _html(message: Message) -> str:
    lines = [Markup("<p>{}</p>").format(one_line(line, 2_000)) for line in message.lines]
    if message.link is not None and message.link[0].startswith(("https://", "http://")):
        lines.append(Markup('<p><a href="{}">{}</a></p>').format(*message.link))
    body = Markup("").join(lines)
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head>'
            '<body style="font:15px/1.5 system-ui,sans-serif;color:#1b2230;max-width:42em">{}</body></html>\n'
        ).format(one_line(message.subject, _MAX_SUBJECT), body)
    )
