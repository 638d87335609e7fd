"""What a mail server's reply is about, in the words of many providers."""

from __future__ import annotations

import time

import pytest

from reports.mail.replies import RULES, Cause, Stage, cause_of, remedy_for_person, remedy_for_run

LOGIN, SENDER, RECIPIENT, MESSAGE = Stage

REPLIES = [
    # the account
    (MESSAGE, "550 5.4.5 Daily user sending limit exceeded.", Cause.ACCOUNT),
    (MESSAGE, "550 5.4.5 Daily SMTP relay 5.4.5 sending 5.4.5 limit exceeded", Cause.ACCOUNT),
    (MESSAGE, "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException", Cause.ACCOUNT),
    (MESSAGE, "550 5.1.90 Your message can't be sent", Cause.ACCOUNT),
    (RECIPIENT, "550 5.7.705 Access denied", Cause.ACCOUNT),
    (MESSAGE, "454 Throttling failure: Daily message quota exceeded.", Cause.ACCOUNT),
    (RECIPIENT, "550 Domain x.org has exceeded the max emails per hour (200/200)", Cause.ACCOUNT),
    (SENDER, "450 Requested action not taken: Mail send limit exceeded", Cause.ACCOUNT),
    (RECIPIENT, "450 4.7.1 Quota exceeded", Cause.ACCOUNT),
    (SENDER, "552 5.2.2 your own mailbox is full", Cause.ACCOUNT),
    (MESSAGE, "550 5.7.1 Too many emails per day for this account", Cause.ACCOUNT),
    (SENDER, "550 Account suspended", Cause.ACCOUNT),
    (MESSAGE, "550 5.7.1 Your mail account has been blocked", Cause.ACCOUNT),
    (MESSAGE, "550 Sie haben Ihr Sendelimit erreicht", Cause.ACCOUNT),
    (MESSAGE, "450 Tageslimit von 500 Nachrichten überschritten", Cause.ACCOUNT),
    (MESSAGE, "550 Maximale Anzahl von E-Mails pro Stunde überschritten", Cause.ACCOUNT),
    (MESSAGE, "554 5.7.1 Ihr Konto wurde wegen Spamverdachts gesperrt", Cause.ACCOUNT),
    # the pace
    (MESSAGE, "550 5.7.0 too many emails per second", Cause.RATE),
    (MESSAGE, "454 Throttling failure: Maximum sending rate exceeded.", Cause.RATE),
    (SENDER, "421 4.4.2 Message submission rate has exceeded the configured limit", Cause.RATE),
    (SENDER, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", Cause.RATE),
    (SENDER, "421 Too many concurrent connections, messages wait", Cause.RATE),
    (RECIPIENT, "452 4.5.3 Too many recipients", Cause.RATE),
    (MESSAGE, "550 Zu viele Nachrichten in kurzer Zeit", Cause.RATE),
    # the connection
    (SENDER, "451 4.7.0 too many messages in this session", Cause.SESSION),
    (SENDER, "421 4.7.0 maximum number of mails per connection reached", Cause.SESSION),
    (RECIPIENT, "421 4.7.0 mx.example.org Error: too many errors", Cause.SESSION),
    # the login
    (
        LOGIN,
        "535 5.7.139 SmtpClientAuthentication is disabled here",
        Cause.LOGIN_DISABLED,
    ),
    (LOGIN, "535 5.7.139 the user credentials were incorrect", Cause.LOGIN),
    (LOGIN, "550 5.7.30 Basic authentication is not supported", Cause.LOGIN_METHOD),
    (LOGIN, "534 5.7.9 Application-specific password required", Cause.PROGRAM_PASSWORD),
    (SENDER, "530 5.7.57 Client was not authenticated to send mail", Cause.LOGIN),
    # the sender
    (RECIPIENT, "553 5.7.1 Sender address rejected: not owned by user x", Cause.SENDER),
    (RECIPIENT, "554 Message rejected: Email address is not verified.", Cause.SENDER),
    (MESSAGE, "550 5.7.60 Client does not have permissions to send", Cause.SENDER),
    # the message
    (SENDER, "552 5.3.4 Message size exceeds fixed limit", Cause.SIZE),
    (MESSAGE, "552 Nachricht zu groß", Cause.SIZE),
    (MESSAGE, "550 5.7.1 your message was blocked as spam", Cause.CONTENT),
    (MESSAGE, "552 5.7.0 blocked because its content presents a potential issue", Cause.CONTENT),
    # the person
    (RECIPIENT, "550 5.1.1 User unknown in virtual mailbox table", Cause.PERSON),
    (RECIPIENT, "550 5.2.1 The email account that you tried to reach is disabled", Cause.PERSON),
    (RECIPIENT, "550 No such user here", Cause.PERSON),
    (RECIPIENT, "550 Unbekannter Empfänger", Cause.PERSON),
    (RECIPIENT, "550 Die Adresse existiert nicht", Cause.PERSON),
    (RECIPIENT, "550 5.6.7 address with letters of this kind", Cause.PERSON),
    # the person, today
    (RECIPIENT, "552 5.2.2 mailbox full", Cause.PERSON_NOW),
    (RECIPIENT, "452 4.2.2 The user is over quota", Cause.PERSON_NOW),
    (RECIPIENT, "552 exceeded storage allocation", Cause.PERSON_NOW),
    (RECIPIENT, "550 Speicherlimit des Postfachs überschritten", Cause.PERSON_NOW),
    (RECIPIENT, "550 5.2.122 recipient's hourly message receive limit", Cause.PERSON_NOW),
    (RECIPIENT, "450 4.2.1 The user is receiving mail too quickly", Cause.PERSON_NOW),
    (RECIPIENT, "451 4.7.1 Greylisting in action, too many newcomers", Cause.PERSON_NOW),
    # nothing that is known
    (RECIPIENT, "554 5.7.1 Relay access denied", Cause.UNKNOWN),
    (RECIPIENT, "554 5.7.1 Client host blocked using zen.spamhaus.org", Cause.UNKNOWN),
    (MESSAGE, "550 mailbox unavailable. Reject due to policy restrictions", Cause.UNKNOWN),
    (MESSAGE, "554 5.2.0 something went wrong", Cause.UNKNOWN),
    (RECIPIENT, "421 4.3.2 shutting down", Cause.UNKNOWN),
    (RECIPIENT, "", Cause.UNKNOWN),
]


@pytest.mark.parametrize(("stage", "reply", "cause"), REPLIES)
def test_reply_is_about_what_its_words_say(stage: Stage, reply: str, cause: Cause) -> None:
    assert cause_of(reply, stage) is cause


@pytest.mark.parametrize("word", ["quota", "spam", "sendelimit", "too-many", "blocked"])
def test_words_in_addresses_count_for_nothing(word: str) -> None:
    """A mail or web address can contain any word."""
    reply = f"550 5.1.1 <{word}@{word}.example.org>: unknown, see https://example.org/{word}"
    assert cause_of(reply) is Cause.PERSON


def test_every_rule_names_something() -> None:
    """A rule without a pattern would match every reply."""
    assert all(rule.words or rule.status or rule.code for rule in RULES)


def test_there_is_a_next_step_for_each_cause() -> None:
    for cause in Cause:
        assert remedy_for_run(cause)
        assert remedy_for_person(cause)


def test_long_reply_without_a_space_costs_no_time() -> None:
    began = time.process_time()
    assert cause_of("550 " + "a" * 200_000, Stage.RECIPIENT) is Cause.UNKNOWN
    assert time.process_time() - began < 2  # it took minutes
