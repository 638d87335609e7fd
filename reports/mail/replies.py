"""Classify a mail server's reply by what it is about, and say what helps.

Pure. Codes (RFC 5321) and enhanced statuses (RFC 3463) are not enough: a full mailbox, a
daily limit and a suspended account come as 450, 550, 552 or 554, with statuses that differ
from provider to provider. So one table of rules, tried in order, goes by words, status and
code together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from reports.i18n import _


class Cause(Enum):
    """What a reply is about, which decides what happens to the message and to the run."""

    PERSON = auto()
    """The address: the mailbox does not exist."""
    PERSON_NOW = auto()
    """The mailbox at present: full, greylisted, receiving too much."""
    SIZE = auto()
    """The size of the message."""
    CONTENT = auto()
    """The content of the message or its attachments."""
    ACCOUNT = auto()
    """The sending account: a limit such as the daily one is reached, or it is suspended."""
    SENDER = auto()
    """The sender's address, which this account must not use."""
    RATE = auto()
    """The pace: the same messages are accepted more slowly."""
    SESSION = auto()
    """The number of messages over one connection; a new connection goes on at once."""
    LOGIN = auto()
    """A wrong user or password, or a missing login."""
    PROGRAM_PASSWORD = auto()
    """A password for programs (app password) is required."""
    LOGIN_DISABLED = auto()
    """The administrator has disabled logins with a password."""
    LOGIN_METHOD = auto()
    """The provider accepts no password any more, whatever the administrator sets."""
    CONNECTION = auto()
    """No reply: the connection could not be made, or broke."""
    UNKNOWN = auto()
    """No rule matches."""


class Stage(Enum):
    """The command that a reply answers."""

    LOGIN = auto()
    SENDER = auto()
    """MAIL; the server does not know yet to whom the message goes."""
    RECIPIENT = auto()
    MESSAGE = auto()
    """DATA, or the message's last line."""


@dataclass(frozen=True)
class ReplyRule:
    """A line of the table. It matches if every pattern that it has matches."""

    cause: Cause
    words: str = ""
    """Pattern searched in the reply's words: lower case, without addresses and codes."""
    status: str = ""
    """Pattern for the whole enhanced status."""
    code: str = ""
    """Pattern for the whole reply code."""
    stages: tuple[Stage, ...] = ()
    """The commands that the reply may answer; empty for any."""


_DELIVERY = (Stage.RECIPIENT, Stage.MESSAGE)
_COUNTED = r"(?:messages?|(?:e-?)?mails?|transactions?|recipients?|nachrichten|empfänger)"
_PERIOD = (
    r"(?:daily|hourly|monthly|per (?:day|hour|month)|(?:24|twenty[- ]four) ?h(?:ours?)?"
    r"|(?:this|last|one|an) (?:day|hour)|täglich\w*|stündlich\w*|(?:pro|am|je) (?:tag|stunde))"
)
_ENOUGH = (
    r"(?:limit\w*|quota|maximum|max|exceed\w*|reached|too many|zu viele"
    r"|kontingent\w*|grenze\w*|erreicht|überschritten|erschöpft|ausgeschöpft)"
)
_STOPPED = (
    r"(?:suspended|disabled|blocked|locked|deactivated|banned|gesperrt|deaktiviert|blockiert)"
)
_MAILBOX = r"(?:mailbox|inbox|postfach\w*|speicher\w*|storage)"
_ADDRESSEE = (
    r"(?:user|recipient|mailbox|address|account|local part"
    r"|empfänger\w*|benutzer\w*|adresse|postfach|konto)"
)

RULES: tuple[ReplyRule, ...] = (
    # --- the login ----------------------------------------------------------
    # Exchange Online: "550 5.7.30 Basic authentication is not supported" (announced for 2026/27);
    # outlook.com: "535 5.7.139 …, basic authentication is disabled" (since September 2024)
    ReplyRule(Cause.LOGIN_METHOD, r"basic auth\w* is (?:not supported|disabled)"),
    ReplyRule(Cause.LOGIN_METHOD, status=r"5\.7\.30"),
    # Exchange Online: "SmtpClientAuthentication is disabled for the Tenant", or for the mailbox;
    # also security defaults and conditional access (learn.microsoft.com, "Authenticated SMTP
    # submission"). 5.7.139 with "credentials were incorrect" is an ordinary wrong password.
    ReplyRule(Cause.LOGIN_DISABLED, r"smtpclientauthentication is disabled"),
    ReplyRule(
        Cause.LOGIN_DISABLED,
        r"disabled|security defaults|conditional access|did not meet the criteria|locked by your",
        r"5\.7\.139",
    ),
    # Gmail: "534 5.7.9 Application-specific password required", "534 5.7.14 Please log in via
    # your web browser" (support.google.com/a/answer/3726730)
    ReplyRule(Cause.PROGRAM_PASSWORD, r"app(?:lication)?[- ]specific password|app[- ]passwor[dt]"),
    ReplyRule(Cause.PROGRAM_PASSWORD, status=r"5\.7\.(?:9|14)", code="53[45]"),
    # RFC 4954, 6; Exchange: "5.7.57 Client was not authenticated to send mail"
    ReplyRule(Cause.LOGIN, code="53[0458]", stages=(Stage.SENDER, *_DELIVERY)),
    ReplyRule(Cause.LOGIN, status=r"5\.7\.(?:57|8|139)"),
    # --- the person, where the words are those of other causes ---------------
    # Gmail: "450 4.2.1 The user you are trying to contact is receiving mail too quickly";
    # Exchange: "5.2.121/5.2.122 recipient's hourly message receive limit exceeded"
    ReplyRule(Cause.PERSON_NOW, r"receiving mail|\breceive limit", stages=_DELIVERY),
    ReplyRule(Cause.PERSON_NOW, status=r"[45]\.2\.12[12]", stages=_DELIVERY),
    # RFC 6647; the word is what all implementations have in common
    ReplyRule(Cause.PERSON_NOW, r"gr[ae]y-?list", stages=_DELIVERY),
    # Exim, Postfix: a message that goes in circles is about where it was to go
    ReplyRule(Cause.PERSON, r"too many hops|(?:mail|routing) loop", stages=_DELIVERY),
    # --- the account ---------------------------------------------------------
    # Exchange Online: "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
    # "OutboundSpamException", "550 5.1.8 Access denied, bad outbound sender",
    # "550 5.1.90 …daily limit for message recipients", "550 5.7.705 tenant has exceeded
    # threshold", 5.7.501 to 5.7.520 banned sender, 5.7.232/233 tenant's external recipients
    # (learn.microsoft.com, "NDR error codes in Exchange Online")
    ReplyRule(Cause.ACCOUNT, r"submissionquota|outboundspam|outbound sender|tenant has exceeded"),
    ReplyRule(Cause.ACCOUNT, status=r"5\.(?:1\.90|7\.(?:23[23]|50\d|51\d|520|705|708))"),
    # SES: "454 Throttling failure: Daily message quota exceeded"; Gmail: "550 5.4.5 Daily user
    # sending limit exceeded"; Exim with cPanel: "has exceeded the max emails per hour"
    ReplyRule(Cause.ACCOUNT, rf"\b{_PERIOD}\b.{{0,60}}\b{_ENOUGH}\b"),
    ReplyRule(Cause.ACCOUNT, rf"\b{_ENOUGH}\b.{{0,60}}\b{_PERIOD}(?:\b|$)"),
    # IONOS: "450 … Mail send limit exceeded"; policyd: "sending quota exceeded"
    ReplyRule(
        Cause.ACCOUNT,
        r"\b(?:send|sending|outgoing|outbound|submission|relay)(?:[- ]\w+)?[- ](?:limit|quota)",
    ),
    # German hosters: "Sie haben Ihr Sendelimit erreicht", "Tageslimit", "Versandkontingent"
    ReplyRule(
        Cause.ACCOUNT,
        r"\b(?:sende|versand|tages|stunden|mail|nachrichten)-?(?:limit|kontingent|grenze)",
    ),
    ReplyRule(
        Cause.ACCOUNT,
        r"(?:anzahl|höchst(?:zahl|menge)) (?:\w+ ){0,4}(?:nachrichten|mails|e-mails|empfänger)\b"
        r".{0,40}(?:erreicht|überschritten)",
    ),
    # any hoster: "Your account has been suspended", "Ihr Konto wurde gesperrt"; without "your"
    # the account can be the recipient's, but not before one was named
    ReplyRule(
        Cause.ACCOUNT,
        r"\b(?:(?:your|ihr)\b (?:\w+ ){0,2}(?:account|user|mailbox|konto|postfach|zugang)"
        rf"|this sender|sending|outgoing|dieser absender)\b.{{0,60}}\b{_STOPPED}\b",
    ),
    ReplyRule(
        Cause.ACCOUNT,
        rf"\b(?:account|user|mailbox|konto|benutzer|postfach)\b.{{0,40}}\b{_STOPPED}\b",
        stages=(Stage.LOGIN, Stage.SENDER),
    ),
    ReplyRule(Cause.ACCOUNT, rf"\b{_STOPPED}\b (?:from sending|für den versand|sender\b)"),
    # --- size, before the limits in other words -----------------------------
    # RFC 3463, X.3.4; RFC 1870, 6.1; Postfix: "message size exceeds fixed limit"
    ReplyRule(Cause.SIZE, status=r"[45]\.3\.4"),
    ReplyRule(
        Cause.SIZE, r"(?:message|mail|nachricht\w*)[- ]?(?:size|größe)|too (?:large|big)|zu groß"
    ),
    # --- the mailbox ---------------------------------------------------------
    # RFC 3463, X.2.2; RFC 5321, 4.2.2: "552 exceeded storage allocation"
    ReplyRule(Cause.PERSON_NOW, status=r"[45]\.2\.2", stages=_DELIVERY),
    ReplyRule(
        Cause.PERSON_NOW,
        rf"\b{_MAILBOX}\b.{{0,40}}\b(?:full|voll|quota|limit\w*|exceed\w*|überschritten|erschöpft)\b"
        rf"|\b(?:over|exceeded)\b.{{0,20}}\b(?:quota|{_MAILBOX})\b",
        stages=_DELIVERY,
    ),
    ReplyRule(Cause.PERSON_NOW, r"\bquota\b", code="[45]52", stages=(Stage.RECIPIENT,)),
    # --- the account, by a bare quota ----------------------------------------
    # Gmail: "550 5.7.1 Email quota exceeded"; hosters with policyd: "450 Quota exceeded".
    # At MAIL it can be our own mailbox that is full, which also ends the sending.
    ReplyRule(Cause.ACCOUNT, r"\bquota\b|\bkontingent", code="4[25][0-9]|5[05][0-9]"),
    ReplyRule(Cause.ACCOUNT, status=r"[45]\.2\.2", stages=(Stage.SENDER,)),
    ReplyRule(Cause.ACCOUNT, status=r"5\.4\.5"),
    # --- the connection ------------------------------------------------------
    # Postfix: "421 4.7.0 Error: too many errors" (smtpd_hard_error_limit); Exim:
    # smtp_accept_max_per_connection; "too many messages in this session"
    ReplyRule(Cause.RATE, r"concurrent|simultaneous|parallel|gleichzeitig"),
    ReplyRule(
        Cause.SESSION,
        rf"(?:too many|max\w*|limit\w*|exceed\w*|zu viele)\b.{{0,60}}\b{_COUNTED}\b.{{0,40}}"
        r"\b(?:session|connection|sitzung|verbindung)\b",
    ),
    ReplyRule(
        Cause.SESSION,
        rf"\b{_COUNTED}\b.{{0,40}}\b(?:session|connection|sitzung|verbindung)\b.{{0,60}}"
        r"\b(?:limit\w*|exceed\w*|reached|erreicht|überschritten)\b",
    ),
    ReplyRule(Cause.SESSION, r"too many (?:\w+ )?(?:errors|commands)"),
    # --- the pace ------------------------------------------------------------
    # Exchange: "421 4.4.2 Message submission rate … exceeded", "432 4.3.2 sender thread limit
    # exceeded"; SES: "454 Throttling failure: Maximum sending rate exceeded"; Postfix: "450
    # 4.7.1 Error: too much mail"; Gmail: "421 4.7.28 … unusual rate"
    ReplyRule(
        Cause.RATE,
        r"too many|too much|too (?:fast|quick|frequent)|zu viele|zu schnell|throttl|slow down"
        r"|rate[- ]?limit|\brate\b.{0,60}(?:exceed|limit|unusual)|(?:exceed|unusual).{0,60}\brate\b"
        r"|thread limit",
    ),
    # RFC 3463, X.5.3 and RFC 5321, 4.5.3.1.10 ("too many recipients"): with one a message, the
    # server counts them over time
    ReplyRule(Cause.RATE, status=r"4\.5\.3|4\.7\.28"),
    # --- the sender ----------------------------------------------------------
    # RFC 3463, X.1.7 and X.1.8; Exchange: "5.7.60 Client does not have permissions to send as
    # this sender", SendAsDenied; Postfix: "553 5.7.1 Sender address rejected: not owned by
    # user"; SES: "554 Email address is not verified"; Gmail: 5.7.26 and .27 (SPF, DKIM)
    ReplyRule(Cause.SENDER, status=r"5\.(?:1\.[78]|7\.(?:60|26|27))"),
    ReplyRule(
        Cause.SENDER,
        r"send ?as ?denied|send as this|sender address rejected|not owned by"
        r"|address is not verified|absender\w*.{0,60}(?:abgelehnt|nicht (?:erlaubt|berechtigt))"
        r"|sender.{0,40}not (?:allowed|permitted|authori[sz]ed)",
        code="5..",
    ),
    # --- the message ---------------------------------------------------------
    # RFC 3463, X.6; Gmail: "552 5.7.0 … blocked because its content presents a potential
    # security issue", "550 5.7.1 … likely unsolicited mail". A list of blocked machines is
    # often named after spam, and speaks of the server's own way out.
    ReplyRule(Cause.UNKNOWN, r"block ?list|black ?list|dnsbl|\brbl\b|spamhaus|spamcop"),
    ReplyRule(
        Cause.PERSON, status=r"5\.6\.7", stages=_DELIVERY
    ),  # RFC 6531: letters in the address
    ReplyRule(Cause.CONTENT, status=r"5\.6\.\d+"),
    ReplyRule(
        Cause.CONTENT,
        r"\bspam\b|content|virus|malware|unsolicited|attachment|anhang|inhalt",
        code="5..",
    ),
    # --- the person ----------------------------------------------------------
    # RFC 3463, X.1.1 to X.1.6 and X.2.1; RFC 7505 for X.1.10. Not X.2.0: Exchange says it of
    # whatever goes wrong when a message is submitted.
    ReplyRule(Cause.PERSON, status=r"5\.(?:1\.(?:[1-6]|10)|2\.[1-9])", stages=_DELIVERY),
    ReplyRule(Cause.PERSON_NOW, status=r"4\.(?:1\.[1-6]|2\.\d+)", stages=_DELIVERY),
    # servers without statuses; only in answer to RCPT, since GMX says "mailbox unavailable" of a
    # message that its policy refuses
    ReplyRule(
        Cause.PERSON,
        rf"\b(?:no such|unknown|invalid|unbekannte\w*|ungültige\w*) {_ADDRESSEE}\b"
        rf"|\b{_ADDRESSEE}\b.{{0,60}}\b(?:unknown|not found|does(?:n't| not) exist|unavailable"
        r"|unbekannt|existiert nicht|nicht (?:gefunden|vorhanden|bekannt))\b",
        code="5..",
        stages=(Stage.RECIPIENT,),
    ),
    # --- what the code alone says ---------------------------------------------
    ReplyRule(Cause.PERSON_NOW, code="[45]52", stages=(Stage.RECIPIENT,)),
    ReplyRule(Cause.SIZE, code="552"),
)
"""Tried in order; the first rule that matches decides."""

CAUSES_FOR_ALL = (
    Cause.ACCOUNT,
    Cause.SENDER,
    Cause.LOGIN,
    Cause.PROGRAM_PASSWORD,
    Cause.LOGIN_DISABLED,
    Cause.LOGIN_METHOD,
)
"""Causes that concern every message of a run: the next person's would be refused, too."""

CAUSES_OF_ONE_PERSON = (Cause.PERSON, Cause.PERSON_NOW)
"""Causes that say nothing about the next person's message."""

_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# the lookbehind keeps a long word from being tried from each of its letters
_NOT_WORDS = re.compile(r"(?<!\S)\S*@\S*|https?://\S+|^\d{3}\b")
"""What can contain any word by chance: mail and web addresses; also the leading code."""


def cause_of(answer: str, stage: Stage = Stage.RECIPIENT) -> Cause:
    """Return what a reply is about; the text starts with the reply code."""
    code = answer[:3]
    match = _STATUS.search(answer)
    status = match[0] if match else ""
    # each line of a reply begins with the status, which would come between the words
    words = " ".join(_NOT_WORDS.sub(" ", _STATUS.sub(" ", answer)).lower().split())
    for rule in RULES:
        if rule.stages and stage not in rule.stages:
            continue
        if rule.code and not re.fullmatch(rule.code, code):
            continue
        if rule.status and not re.fullmatch(rule.status, status):
            continue
        if not rule.words or re.search(rule.words, words):
            return rule.cause
    return Cause.UNKNOWN


def remedy_for_run(cause: Cause) -> str:
    """Return what the user can do about a reply that ended the run."""
    match cause:
        case Cause.ACCOUNT:
            return _(
                "wait until the provider lets this account send again, mostly the next day, then"
                " run the same command again: who is left stays planned, and nobody gets"
                " anything twice"
            )
        case Cause.RATE | Cause.SESSION:
            return _(
                "set a lower rate under [mail], then run the same command again; nobody gets"
                " anything twice"
            )
        case Cause.SENDER:
            return _(
                "check the sender's address under [mail], and that this account may send from it"
            )
        case Cause.LOGIN_DISABLED:
            return _(
                "ask the administrator of the mail accounts to allow authenticated SMTP for this"
                " mailbox; the password is not to blame"
            )
        case Cause.LOGIN_METHOD:
            return _(
                "this provider takes no login with a password any more; name a server that does"
                " under [mail.server], or ask the administrator for an SMTP relay"
            )
        case Cause.PROGRAM_PASSWORD:
            return _("make a password for programs in the account's security settings, and use it")
        case Cause.LOGIN:
            return _("check user and password; many providers want one made for programs")
        case Cause.SIZE:
            return _(
                "send fewer documents or smaller pictures, then run the same command again; nobody"
                " is marked as refused"
            )
        case Cause.CONTENT:
            return _(
                "ask the provider what is not wanted in the message and change it, then run the"
                " same command again; nobody is marked as refused"
            )
        case _:
            return _(
                "check user and sender under [mail], or ask the provider what the answer means,"
                " then run the same command again; nobody is marked as refused"
            )


def remedy_for_person(cause: Cause) -> str:
    """Return what the user can do about a single person whose message was refused."""
    match cause:
        case Cause.PERSON:
            return _("correct the address in recipients.csv")
        case Cause.PERSON_NOW:
            return _("the mailbox takes nothing at present; try again later with --retry-refused")
        case Cause.SIZE:
            return _("send fewer documents, then try again with --retry-refused")
        case _:
            return _("mend what the server says, then try again with --retry-refused")
