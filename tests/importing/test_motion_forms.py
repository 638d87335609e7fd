"""Heads as German parties, parliaments and councils print them, with words of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.importing.classify import sort_out
from reports.importing.motion_spans import motion_spans
from reports.importing.read_file import read

Facts = tuple[str | None, str, str | None, str | None, dt.date | None, str | None]

FORMS: dict[str, tuple[str, list[Facts]]] = {
    "boxes in lines": (
        """
80. Parteitag der Union der Mitte
13./14. September 2024

Antrag-Nr. A 1
Mehr Bänke in Städten und Gemeinden

Antragsteller:
Junge Union Muster

Beschluss:
☒ Zustimmung
☐ Ablehnung
☐ Überweisung
☐ Änderung

Der Parteitag möge beschließen:

Die Union setzt sich für Bänke an allen Wegen ein.

Begründung:

Bänke sind wichtig.

Antrag-Nr. A 2
Brunnen im Sommer

Antragsteller:
Frauen-Union, Senioren-Union

Beschluss:
☐ Zustimmung
☒ Ablehnung
☐ Überweisung
☐ Änderung

Der Parteitag möge beschließen:

Die Union setzt sich für Brunnen ein.
""",
        [
            (
                "A 1",
                "Mehr Bänke in Städten und Gemeinden",
                "Junge Union Muster",
                "Parteitag der Union",
                dt.date(2024, 9, 14),
                "adopted",
            ),
            (
                "A 2",
                "Brunnen im Sommer",
                "Frauen-Union, Senioren-Union",
                "Parteitag der Union",
                dt.date(2024, 9, 14),
                None,
            ),
        ],
    ),
    "parliament": (
        """
Deutscher Bundestag                                      Drucksache 19/12345
19. Wahlperiode                                          14.08.2019

Antrag
der Abgeordneten Erika Muster, Max Beispiel, Lisa Probe und der Fraktion
DIE GELBEN

Bänke an allen Wegen

Der Bundestag wolle beschließen:

I. Der Deutsche Bundestag stellt fest:

Bänke fehlen an allen Wegen, und das seit vielen Jahren.

II. Der Deutsche Bundestag fordert die Bundesregierung auf,

1. Bänke zu fördern;
""",
        [
            (
                "19/12345",
                "Bänke an allen Wegen",
                "Abgeordneten Erika Muster, Max Beispiel, Lisa Probe und der Fraktion DIE GELBEN",
                "Bundestag",
                dt.date(2019, 8, 14),
                None,
            ),
        ],
    ),
    "several submitters": (
        """
73. Ord. Bundesparteitag der FDP, Berlin, 22.-24. April 2022

Antrag 301

Betr.: Bänke für alle

Antragsteller: Bundesverband der Jungen Liberalen
               LV Hessen
               25 Delegierte

Der Bundesparteitag möge beschließen:

Wir fordern mehr Bänke.

Begründung:

Erfolgt mündlich.

Dringlichkeitsantrag 900

Betr.: Brunnen

Antragsteller: Bundesvorstand

Der Bundesparteitag möge beschließen:

Brunnen müssen sprudeln.
""",
        [
            (
                "301",
                "Bänke für alle",
                "Bundesverband der Jungen Liberalen, LV Hessen, 25 Delegierte",
                "Bundesparteitag der FDP",
                dt.date(2022, 4, 24),
                None,
            ),
            (
                "900",
                "Brunnen",
                "Bundesvorstand",
                "Bundesparteitag der FDP",
                dt.date(2022, 4, 24),
                None,
            ),
        ],
    ),
    "columns": (
        """
49. Ordentliche Bundesdelegiertenkonferenz
Karlsruhe, 23.-26. November 2023

V-08                   Bänke an allen Wegen! Für einen sitzfreundlichen Verkehr

Antragsteller*in:      Erika Muster (KV Musterland)
Tagesordnungspunkt:    VV Verschiedenes

Antragstext

  1  Die Bundesdelegiertenkonferenz möge beschließen:
  2  Wir setzen sich für Bänke ein.
  3  Diese sollen aus Holz sein.

Begründung

Bänke sind wichtig.

weitere Antragsteller*innen

Max Beispiel (KV Musterstadt); Lisa Probe (KV Talheim)
""",
        [
            (
                "V-08",
                "Bänke an allen Wegen! Für einen sitzfreundlichen Verkehr",
                "Erika Muster (KV Musterland)",
                "Ordentliche Bundesdelegiertenkonferenz",
                dt.date(2023, 11, 26),
                None,
            ),
        ],
    ),
    "provisional resolution": (
        """
Beschluss (vorläufig)  Bänke an allen Wegen

Gremium:               Bundesdelegiertenkonferenz
Beschlussdatum:        25.11.2023
Tagesordnungspunkt:    VV Verschiedenes

Antragstext

Die Bänke sollen aus Holz sein.
""",
        [
            (
                None,
                "Bänke an allen Wegen",
                None,
                "Bundesdelegiertenkonferenz",
                dt.date(2023, 11, 25),
                "adopted",
            ),
        ],
    ),
    "council": (
        """
Stadt Musterstadt
Der Oberbürgermeister

Beschlussvorlage Nr. B-123/2023

Einreicher: Dezernat 6/Amt 67

Gegenstand: Bänke im Stadtpark

Beratungsfolge                     Sitzungstermine   Status
Ausschuss für Grün                 12.09.2023        öffentlich
Stadtrat                           27.09.2023        öffentlich

Beschlussvorschlag:
Der Stadtrat beschließt, im Stadtpark zwölf Bänke aufzustellen.

Begründung:
Es fehlen Bänke.
""",
        [
            ("B-123/2023", "Bänke im Stadtpark", "Dezernat 6/Amt 67", None, None, None),
        ],
    ),
    "submitter without a key": (
        """
Antragsbereich W: Wirtschaft

Antragsbereich W/ Antrag 12

Landesverband Berlin

Bänke für die Wirtschaft
(Angenommen in der Fassung der Antragskommission)

Der Bundesparteitag möge beschließen:

Bänke sind Wirtschaft.

Antragsbereich W/ Antrag 13

Bezirk Hannover

Brunnen für die Wirtschaft
(Überwiesen an die Bundestagsfraktion)

Brunnen sind Wirtschaft.
""",
        [
            (
                "W 12",
                "Bänke für die Wirtschaft",
                "Landesverband Berlin",
                "Bundesparteitag",
                None,
                "adopted",
            ),
            ("W 13", "Brunnen für die Wirtschaft", "Bezirk Hannover", None, None, None),
        ],
    ),
    "dotted numbers": (
        """
G.01. Bänke für alle

Antragsteller/innen: Landesverband Sachsen; Kreisverband Muster, BAG Bänke
Unterstützer/innen: Erika Muster

Der Parteitag möge beschließen:

Wir wollen Bänke.

Begründung:

Bänke fehlen.

Entscheidung des Parteitages
☒ angenommen   ☐ abgelehnt   ☐ überwiesen an
Stimmen dafür:   Stimmen dagegen:

G.02. Brunnen

Antragsteller/innen: AG Wasser

Der Parteitag möge beschließen:

Wir wollen Brunnen.
""",
        [
            (
                "G.01",
                "Bänke für alle",
                "Landesverband Sachsen; Kreisverband Muster, BAG Bänke",
                "Parteitag",
                None,
                "adopted",
            ),
            ("G.02", "Brunnen", "AG Wasser", "Parteitag", None, None),
        ],
    ),
    "motion system": (
        """
Antrag A1: Bänke für alle

Antragsteller/in   Erika Muster
Status             angenommen
Sachgebiet         A - Allgemein
Erstellt am        12.3.2023

Der Kreisparteitag möge beschließen:

1 Bänke sollen her.
2 Und zwar viele.
""",
        [
            ("A1", "Bänke für alle", "Erika Muster", "Kreisparteitag", None, "adopted"),
        ],
    ),
    "delegates": (
        """
Initiativantrag

der Delegierten Erika Muster und Max Beispiel
an den Unterbezirksparteitag der SPD Muster am 14. November 2026

Bänke für alle

Der Unterbezirksparteitag möge beschließen:

Bänke sollen her.
""",
        [
            (
                None,
                "Bänke für alle",
                "Delegierten Erika Muster und Max Beispiel",
                "Unterbezirksparteitag der SPD Muster",
                dt.date(2026, 11, 14),
                None,
            ),
        ],
    ),
    "keynote motion": (
        """
Leitantrag des Landesvorstandes

Gut sitzen in Muster

Landesparteitag der SPD Muster, 3. und 4. Mai 2026

1. Wo wir stehen

Wir stehen zu viel.

2. Wo wir sitzen wollen

Überall.
""",
        [
            (
                None,
                "Gut sitzen in Muster",
                "Landesvorstand",
                "Landesparteitag der SPD Muster",
                dt.date(2026, 5, 4),
                None,
            ),
        ],
    ),
    "resolution": (
        """
Resolution

Bänke gegen rechts

verabschiedet von der Mitgliederversammlung des Kreisverbandes Muster am 3. Mai 2026

Wir sind empört. Deshalb fordern wir Bänke.
""",
        [
            (
                None,
                "Bänke gegen rechts",
                None,
                "Mitgliederversammlung des Kreisverbandes Muster",
                dt.date(2026, 5, 3),
                "adopted",
            ),
        ],
    ),
    "committee": (
        """
Beschluss des Kreisvorstandes vom 12.02.2024

Bänke im Kreis

1. Der Kreistag soll Bänke aufstellen.
2. Der Landrat soll Bänke pflegen.
""",
        [
            (None, "Bänke im Kreis", None, "Kreisvorstand", dt.date(2024, 2, 12), "adopted"),
        ],
    ),
}
"""Each with number, title, submitter, body, date and status of its motions."""


@pytest.mark.parametrize("form", FORMS)
def test_head_is_read_in_each_form(form: str) -> None:
    text, facts = FORMS[form]
    spans = motion_spans(sort_out(read(text.lstrip().encode(), "motion.txt")))
    heads = [span.head for span in spans]
    assert [
        (h.number, h.title, h.submitter, h.body, h.date, h.status and h.status.value) for h in heads
    ] == facts
