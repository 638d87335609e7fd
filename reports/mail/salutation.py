"""Greet a person as the list says, and neutrally if it says nothing."""

from __future__ import annotations

from reports.content.campaign import Recipient, Salutation
from reports.i18n import printed


def greeting(person: Recipient, language: str, catalogue: bytes = b"") -> str:
    """Return the first words of a message in a language, without the comma after them.

    Nothing is guessed from a first name. Without a last name "Sehr geehrte Frau" would be
    incomplete, so the greeting is neutral then.

    Args:
        person: whom the message is for.
        language: the language of the message.
        catalogue: the workspace's own words of the language, if it has any.
    """
    if person.greeting:
        return person.greeting
    words = printed(language, catalogue)
    salutation = person.salutation if person.last_name else Salutation.NEUTRAL
    match salutation:
        case Salutation.COMRADE_F:
            text = words.pgettext("to a woman", "Dear Comrade {name}")
        case Salutation.COMRADE_M:
            text = words.pgettext("to a man", "Dear Comrade {name}")
        case Salutation.MS:
            text = words.gettext("Dear Ms {name}")
        case Salutation.MR:
            text = words.gettext("Dear Mr {name}")
        case _ if person.name:
            return words.gettext("Hello {name}").format(name=person.name)
        case _:
            return words.gettext("Hello")
    return text.format(name=" ".join(filter(None, (person.title, person.last_name))))
