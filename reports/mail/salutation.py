"""How a person is greeted: as the data says, and neutrally where it says nothing."""

from __future__ import annotations

from reports.content.campaign import Recipient, Salutation
from reports.i18n import printed


def greeting(person: Recipient, language: str, catalogue: bytes = b"") -> str:
    """The words a message begins with, without the comma after them.

    ``catalogue`` is the workspace's own of the language, where it has one.

    Nothing is guessed from a first name. Without a last name "Sehr geehrte Frau"
    has nothing to follow it, so the greeting is neutral then.
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
