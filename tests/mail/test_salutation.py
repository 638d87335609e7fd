"""Greetings: as the list says, and neutral where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from reports.content.campaign import Recipient, Salutation
from reports.i18n import printed, printed_languages
from reports.mail.salutation import greeting

ADDRESSED = [salutation for salutation in Salutation if salutation is not Salutation.NEUTRAL]
"""The salutations that need a last name."""

languages = pytest.mark.parametrize("language", printed_languages())


def person(**values: Any) -> Recipient:
    return Recipient.model_validate({"email": "erika.muster@example.org", **values})


@pytest.mark.parametrize(
    ("salutation", "words"),
    [
        (Salutation.COMRADE_F, "Dear Comrade Muster"),
        (Salutation.COMRADE_M, "Dear Comrade Muster"),
        (Salutation.MS, "Dear Ms Muster"),
        (Salutation.MR, "Dear Mr Muster"),
        (Salutation.NEUTRAL, "Hello Kim Muster"),
    ],
)
def test_person_is_greeted_as_the_salutation_says(salutation: Salutation, words: str) -> None:
    addressee = person(salutation=salutation, first_name="Kim", last_name="Muster")
    assert greeting(addressee, "en") == words


@languages
def test_language_greets_with_its_own_words(language: str) -> None:
    """From its catalogue, with the forms for a woman and for a man."""
    words = printed(language)
    expected = {
        Salutation.COMRADE_F: words.pgettext("to a woman", "Dear Comrade {name}"),
        Salutation.COMRADE_M: words.pgettext("to a man", "Dear Comrade {name}"),
        Salutation.MS: words.gettext("Dear Ms {name}"),
        Salutation.MR: words.gettext("Dear Mr {name}"),
    }
    for salutation, text in expected.items():
        addressee = person(salutation=salutation, first_name="Kim", last_name="Muster")
        assert greeting(addressee, language) == text.replace("{name}", "Muster")
    hello = words.gettext("Hello {name}").replace("{name}", "Kim Muster")
    assert greeting(person(first_name="Kim", last_name="Muster"), language) == hello
    assert greeting(person(), language) == words.gettext("Hello")


@languages
@pytest.mark.parametrize("salutation", ADDRESSED)
def test_title_stands_before_the_last_name(salutation: Salutation, language: str) -> None:
    addressee = person(
        salutation=salutation, title="Prof. Dr.", first_name="Kim", last_name="Muster"
    )
    assert "Prof. Dr. Muster" in greeting(addressee, language)
    assert "Kim" not in greeting(addressee, language)


@languages
@pytest.mark.parametrize("salutation", ADDRESSED)
def test_nothing_is_guessed_from_a_first_name(salutation: Salutation, language: str) -> None:
    """Other first names give the same words; without a last name they are neutral."""
    greetings = {
        greeting(person(salutation=salutation, first_name=name, last_name="Muster"), language)
        for name in ("Erika", "Max", "Kim")
    }
    assert len(greetings) == 1
    for name in ("Erika", "Max", "Kim"):
        words = greeting(person(salutation=salutation, first_name=name), language)
        assert words == greeting(person(first_name=name), language)
        assert name in words


@languages
@pytest.mark.parametrize("salutation", Salutation)
def test_without_a_name_everybody_is_greeted_alike(salutation: Salutation, language: str) -> None:
    words = greeting(person(salutation=salutation), language)
    assert words == greeting(person(), language)
    assert words == words.strip() != ""


def test_neutral_greeting_has_the_whole_name() -> None:
    addressee = person(title="Dr.", first_name="Kim", last_name="Muster")
    assert greeting(addressee, "en") == "Hello Dr. Kim Muster"
    assert greeting(person(last_name="Muster"), "en") == "Hello Muster"


@languages
@pytest.mark.parametrize("salutation", Salutation)
def test_own_greeting_replaces_all_words(salutation: Salutation, language: str) -> None:
    """Whatever it contains; it is no template."""
    custom = "Liebe {name}, {{ 7*7 }} %s"
    addressee = person(salutation=salutation, greeting=custom, title="Dr.", last_name="Muster")
    assert greeting(addressee, language) == custom


@languages
def test_braces_in_a_name_stay_as_they_are(language: str) -> None:
    for salutation in Salutation:
        words = greeting(person(salutation=salutation, last_name="{name} {0}"), language)
        assert words.count("{name} {0}") == 1
