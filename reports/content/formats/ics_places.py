"""Places as people write them into calendars: name, street, postcode and city, or online."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from reports.content.formats.ics_lines import CalendarEntry, CalendarProperty
from reports.content.formats.ics_texts import web_links

_LONGEST = 1000
"""Characters of a place that are looked at."""

_SEPARATORS = re.compile(r"[,;\n()\[\]|•·]|\s[-–—/]\s|\s[-–—]$")

_COUNTRIES = frozenset(
    {
        *("deutschland", "germany", "allemagne", "brd", "de", "österreich", "austria", "at"),
        *("schweiz", "switzerland", "suisse", "svizzera", "ch", "liechtenstein"),
    }
)
"""What may stand at the end and says nothing new, in small letters."""

_STATES = frozenset(
    {
        *("baden-württemberg", "bayern", "berlin", "brandenburg", "bremen", "hamburg", "hessen"),
        *("mecklenburg-vorpommern", "niedersachsen", "nordrhein-westfalen", "rheinland-pfalz"),
        *("saarland", "sachsen", "sachsen-anhalt", "schleswig-holstein", "thüringen", "saxony"),
    }
)
"""What Apple and others put between city and country, in small letters; some are cities, too."""

_COUNTRY = r"(?:(?:D|DE|A|AT|CH|FL)[- ])?"

_CITY = re.compile(rf"{_COUNTRY}(\d{{5}}|\d{{4}}(?=\s+[A-ZÄÖÜ]))\s+(\D.*)", re.ASCII)

_CITY_WITH_BRACKETS = re.compile(r"\b(\d{5}\s+[^\W\d][\w.-]+)\s+\(([^\W\d][\w.-]+)\)")
"""``06108 Halle (Saale)``: these brackets do not part the city from something else."""

_POSTCODE = re.compile(rf"{_COUNTRY}(\d{{4,5}})", re.ASCII)

_STREET_AND_CITY = re.compile(rf"(.*\S)\s+{_COUNTRY}(\d{{4,5}})\s+([A-ZÄÖÜ]\D*)", re.ASCII)

_CITY_FIRST = re.compile(r"([^0-9]*[^\W0-9])\s+([0-9]{5})")

_HOUSE_NUMBER = re.compile(r".*[^\W\d].*\s\d+\s*[a-zA-Z]?(?:\s*[-–/+]\s*\d*\s*[a-zA-Z]?)?")

_STREET = re.compile(
    r".*(?:stra(?:ß|ss)e|str\.|weg|platz|plätze|allee|gasse|ring|ufer|damm|markt|park|chaussee|steig"
    r"|steg|anger|promenade|brücke|garten|gärten|wiese|graben|kai|zeile|pfad|tor|berg)",
    re.IGNORECASE,
)

_ONLINE = re.compile(
    r"(?:nur |auch |rein )?(?:online|digital|virtuell|web-?(?:inar|ex|konferenz|meeting)|zoom|jitsi"
    r"|video-?(?:konferenz|call|chat)|bigbluebutton|bbb|(?:microsoft |ms )?teams|google meet|skype"
    r"|live-?stream|stream|discord|telefonkonferenz|internet)\b.*",
    re.IGNORECASE,
)

ONLINE = "Online"
"""What the place is called where a calendar gives only a link."""


def venue_of(entry: CalendarEntry, cities: Collection[str]) -> dict[str, Any] | None:
    """Return the venue of an entry as plain values; without an address if none can be read.

    ``cities`` are names that count as a city without a postcode. None if there is no place at all.
    """
    text = entry.text("LOCATION")
    venue = venue_in(text, cities)
    apple = entry.first("X-APPLE-STRUCTURED-LOCATION")
    if apple is not None and (venue is None or not is_complete(venue)):
        structured = venue_in(_structured_text(apple), cities)
        if structured is not None and (venue is None or is_complete(structured)):
            venue = structured
    conference = _conference(entry)
    if venue is None:
        return {"name": ONLINE, "online": True, "link": conference} if conference else None
    if venue.get("online") and "link" not in venue and conference:
        venue["link"] = conference
    return venue


def is_complete(venue: dict[str, Any]) -> bool:
    """Return whether a venue says where people are to go."""
    return bool(venue.get("address") or venue.get("online"))


def _structured_text(prop: CalendarProperty) -> str:
    """Return Apple's title and address of a place, as a text of several lines."""
    lines = (str(prop.params.get(name, "")) for name in ("X-TITLE", "X-ADDRESS"))
    return "\n".join(line.replace("\\n", "\n").replace("\\,", ",") for line in lines if line)


def _conference(entry: CalendarEntry) -> str | None:
    """Return the address of a conference on the web that an entry names."""
    for name in ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        if links := web_links(entry.text(name)):
            return links[0].address
    meetings = [link for link in web_links(entry.text("DESCRIPTION")) if link.is_meeting]
    return meetings[0].address if meetings else None


def venue_in(text: str, cities: Collection[str] = ()) -> dict[str, Any] | None:
    """Return the venue that a text names: name and address, or that it is online.

    Without an address the venue has its name only. None for an empty text.
    """
    text = re.sub(r"\bgeo:[-\d.,;=a-z]+", " ", text[:_LONGEST], flags=re.IGNORECASE)
    links = web_links(text)
    for link in links:
        text = text.replace(link.written, " ")
    text = _CITY_WITH_BRACKETS.sub("\\1 \x01\\2\x02", text)
    parts = [" ".join(part.split()).strip(" .:") for part in _SEPARATORS.split(text)]
    parts = [part.replace("\x01", "(").replace("\x02", ")") for part in parts]
    parts = [part for part in parts if part]
    online = [part for part in parts if _ONLINE.fullmatch(part)]
    meeting = next((link.address for link in links if not link.is_map), None)
    places = [part for part in parts if part not in online]
    venue = _place_of(places, cities) if places else None
    if venue is None or ("address" not in venue and (online or meeting)):
        if not online and not meeting:
            return venue
        name = ", ".join(parts) or ONLINE
        return {"name": name, "online": True, **({"link": meeting} if meeting else {})}
    if online:
        venue |= {"online": True, **({"link": meeting} if meeting else {})}
    return venue


def _place_of(parts: Sequence[str], cities: Collection[str]) -> dict[str, Any]:
    """Return the venue that the parts of a text name."""
    parts = _without_country(parts)
    before, postcode, city, after = _split_at_city(parts, cities)
    if city is None:
        return {"name": ", ".join(parts)}
    street = _street_index(before)
    rest = [*before, *after]
    if street is None and (street := _street_index(after)) is not None:
        street += len(before)
    if street is None and len(before) > 1 and _STREET.fullmatch(before[-1]):
        street = len(before) - 1
    name = ", ".join(part for i, part in enumerate(rest) if i != street)
    address = {"postcode": postcode, "city": city}
    if street is not None and name:
        address["street"] = rest[street]
    return {
        "name": name or (rest[street] if street is not None else city),
        "address": {key: value for key, value in address.items() if value},
    }


def _without_country(parts: Sequence[str]) -> list[str]:
    """Return the parts without a country at their end, or a Land after postcode and city."""
    kept = list(parts)
    while len(kept) > 1 and kept[-1].casefold() in _COUNTRIES:
        kept.pop()
    if len(kept) > 1 and kept[-1].casefold() in _STATES and _CITY.fullmatch(kept[-2]):
        kept.pop()
    return kept


def _split_at_last_postcode(parts: Sequence[str]) -> tuple[list[str], str, str] | None:
    """Return what stands before a city, and postcode and city, if the postcode comes last.

    WordPress writes "Saal, Musterstraße 1, Leipzig, Sachsen, 04109".
    """
    *before, last = parts
    postcode = _POSTCODE.fullmatch(last)
    if postcode is None or not before:
        return None
    if len(before) > 1 and before[-1].casefold() in _STATES and not re.search(r"\d", before[-2]):
        before.pop()
    *before, city = before
    is_below_street = bool(before) and _HOUSE_NUMBER.fullmatch(before[-1]) is not None
    if re.search(r"\d", city) or not (is_below_street or len(postcode[1]) == 5):
        return None
    return before, postcode[1], city


def _split_at_city(
    parts: Sequence[str], cities: Collection[str]
) -> tuple[list[str], str | None, str | None, list[str]]:
    """Return what stands before the city, its postcode, the city, and what stands after it."""
    if last := _split_at_last_postcode(parts):
        return *last, []
    for i in range(len(parts) - 1, -1, -1):
        part = parts[i]
        before, after = list(parts[:i]), list(parts[i + 1 :])
        if match := _CITY.fullmatch(part):
            return before, match[1], match[2], after
        if (match := _POSTCODE.fullmatch(part)) and after and not re.search(r"\d", after[0]):
            return before, match[1], after[0], after[1:]
        if (match := _STREET_AND_CITY.fullmatch(part)) and (
            len(match[2]) == 5 or _HOUSE_NUMBER.fullmatch(match[1])
        ):
            return [*before, match[1]], match[2], match[3], after
        if match := _CITY_FIRST.fullmatch(part):
            return before, match[2], match[1], after
    for i in range(len(parts) - 1, 0, -1):
        is_known = parts[i].casefold() in {city.casefold() for city in cities}
        street = parts[i - 1]
        is_below_street = _STREET.match(street) and _HOUSE_NUMBER.fullmatch(street)
        if is_known or (is_below_street and not re.search(r"\d", parts[i])):
            return list(parts[:i]), None, parts[i], list(parts[i + 1 :])
    return list(parts), None, None, []


def _street_index(parts: Sequence[str]) -> int | None:
    """Return which of some parts is the street, by its house number: the last that has one."""
    numbered = [i for i, part in enumerate(parts) if _HOUSE_NUMBER.fullmatch(part)]
    named = [i for i in numbered if _STREET.match(parts[i])]
    return next(reversed(named or numbered), None)
