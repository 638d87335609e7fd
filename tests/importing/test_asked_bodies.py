"""Who is asked, by the grammar of a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.importing.asked_bodies import AskedBodies
from tests.support.timing import growth

BODIES = AskedBodies(["Musterstadt", "Neuhausen"])


def names(text: str, *, begins: int | None = 0) -> list[str]:
    return [body.name for body in BODIES.asked(text, begins=begins) if body.certain]


FIRST_PERSON = [
    ("Wir fordern die Landesregierung auf, Radwege zu bauen.", ["Landesregierung"]),
    ("Deshalb fordern wir den Kreistag dazu auf, die Kasse zu prüfen.", ["Kreistag"]),
    ("Wir fordern den Bund und die Länder auf, Kitas zu bezahlen.", ["Bund", "Länder"]),
    ("Die Stadtverwaltung fordern wir auf, das Tor zu öffnen.", ["Stadtverwaltung"]),
    ("Wir rufen alle Ortsvereine auf, Feste zu feiern.", ["Ortsvereine"]),
    ("Wir als Jusos fordern die SPD auf, das Papier zu ändern.", ["SPD"]),
    ("Wir Jusos fordern den Parteivorstand auf, das Papier zu ändern.", ["Parteivorstand"]),
    ("Dass wir den Senat auffordern, die Brücke zu öffnen.", ["Senat"]),
    ("Wir bitten den Landrat, den Bus fahren zu lassen.", ["Landrat"]),
    ("Zugleich ersuchen wir das Jugendamt um einen Bericht.", ["Jugendamt"]),
    ("Wir beauftragen den Bezirksvorstand, ein Konzept vorzulegen.", ["Bezirksvorstand"]),
    ("Wir erwarten vom Freistaat Sachsen einen Plan.", ["Freistaat Sachsen"]),
    ("Wir erwarten daher von unserer Landtagsfraktion einen Plan.", ["Landtagsfraktion"]),
    ("Von den Ländern erwarten wir ein Gesetz.", ["Länder"]),
    ("Wir verlangen von Bund, Land und Kommunen einen Plan.", ["Bund", "Land", "Kommunen"]),
    ("Wir appellieren an die Bürgermeisterinnen, den Markt zu erhalten.", ["Bürgermeisterinnen"]),
    ("An die Kreisverwaltung richten wir die Bitte, den Weg zu räumen.", ["Kreisverwaltung"]),
    ("Wir werden die Stadt Musterstadt auffordern, Bäume zu pflanzen.", ["Stadt Musterstadt"]),
    ("Wir möchten den Oberbürgermeister bitten, zu vermitteln.", ["Oberbürgermeister"]),
    ("Wir sehen die Bezirksämter in der Pflicht.", ["Bezirksämter"]),
    ("Wir nehmen die Agentur für Arbeit in die Pflicht.", ["Agentur für Arbeit"]),
    ("Wir empfehlen den Gemeinden, Bäume zu pflanzen.", ["Gemeinden"]),
    ("Wir brauchen dafür vom Land mehr Geld.", ["Land"]),
    ("Wir setzen uns dafür ein, dass die Kommunen das Bad behalten.", ["Kommunen"]),
    ("Wir wollen, dass der Landtag das Gesetz ändert.", ["Landtag"]),
    ("Wir erwarten, dass die zuständige Ministerin berichtet.", ["zuständige Ministerin"]),
    ("Wir fordern, dass vom Bund Mittel bereitgestellt werden.", ["Bund"]),
]

THIRD_PERSON = [
    ("Die SPD Neuhausen fordert das Ordnungsamt auf, zu prüfen.", ["Ordnungsamt"]),
    ("Der Kreisparteitag fordert die Kreistagsfraktion auf, zu handeln.", ["Kreistagsfraktion"]),
    ("Daher fordert die SPD den Senat auf, zu handeln.", ["Senat"]),
    ("Der Rat beauftragt die Verwaltung, einen Plan vorzulegen.", ["Verwaltung"]),
    ("Der Ortsverein bittet den Stadtrat um Prüfung.", ["Stadtrat"]),
    ("Die Jusos erwarten vom Landesvorstand einen Bericht.", ["Landesvorstand"]),
    ("Der Landesvorstand wird beauftragt, ein Papier zu schreiben.", ["Landesvorstand"]),
    ("Die Kreistagsfraktion wird gebeten, einen Antrag zu stellen.", ["Kreistagsfraktion"]),
    ("Bis zum Sommer wird der Magistrat aufgefordert, zu berichten.", ["Magistrat"]),
    ("Alle Gliederungen sind aufgerufen, sich zu beteiligen.", ["Gliederungen"]),
    ("Die Ortsvereine bleiben gefordert.", ["Ortsvereine"]),
    ("Hier ist vor allem der Bund gefordert.", ["Bund"]),
    ("Dazu sind die Länder verpflichtet.", ["Länder"]),
    ("Dabei steht der Staat in der Verantwortung.", ["Staat"]),
    ("Es ist Aufgabe des Kreises, Busse zu bestellen.", ["Kreis"]),
    ("Aufgabe der Partei muss es sein, zuzuhören.", ["Partei"]),
    ("Wir sehen es als Aufgabe der Kommunen, Bäder zu öffnen.", ["Kommunen"]),
    ("Der Stadtrat möge beschließen, das Bad zu öffnen.", ["Stadtrat"]),
    ("Der Stadtrat möge beschließen:", ["Stadtrat"]),
    ("Der Bundesparteitag möge beschließen, die Steuer zu senken.", ["Bundesparteitag"]),
    ("Die Bundesregierung muss die Bahn ausbauen.", ["Bundesregierung"]),
    ("Dafür muss sich die Landesregierung einsetzen.", ["Landesregierung"]),
    ("Kommunen und Länder sollen Schulen bauen.", ["Kommunen", "Länder"]),
    ("Künftig sollen Bund und Länder das Ticket bezahlen.", ["Bund", "Länder"]),
    ("Die SPD sollte in Bündnissen mitarbeiten.", ["SPD"]),
    ("Das Bezirksamt hat bis Mai einen Bericht vorzulegen.", ["Bezirksamt"]),
    ("Die Verwaltung hat die Wege zu räumen.", ["Verwaltung"]),
    ("Die Stadt darf keine Wohnungen verkaufen.", ["Stadt"]),
    ("Die Kosten müssen vom Bund übernommen werden.", ["Bund"]),
    ("Die Kosten sind durch das Land zu tragen.", ["Land"]),
    ("Schulungen sollten von der Bundes-SPD angeboten werden.", ["Bundes-SPD"]),
    ("Die Stadtratsfraktion beantragt zwanzig Bänke.", ["Stadtratsfraktion"]),
    ("Die Kreistagsfraktion fordert einen Plan für die Busse.", ["Kreistagsfraktion"]),
    ("Die Landtagsfraktion setzt sich für kleinere Klassen ein.", ["Landtagsfraktion"]),
    (
        "Jede Schule bekommt ein grünes Dach. Die Stadtratsfraktion bringt dazu einen Antrag ein.",
        ["Stadtratsfraktion"],
    ),
    ("Dazu legt der Unterbezirksvorstand einen Bericht vor.", ["Unterbezirksvorstand"]),
    (
        "Landtagsfraktion und Bundestagsfraktion setzen sich gemeinsam dafür ein.",
        ["Landtagsfraktion", "Bundestagsfraktion"],
    ),
    ("Die Ortsvereine laden zu Festen in den Stadtteilen ein.", ["Ortsvereine"]),
    ("dass sich der Bezirk um das Bad kümmert.", ["Bezirk"]),
    ("dass kommunale Betriebe ausbilden", ["kommunale Betriebe"]),
    ("Übernahme der Kosten durch die Länder", ["Länder"]),
    ("mehr Geld vom Bund für Schulen", ["Bund"]),
]

NAMES = [
    (
        "Die Mitglieder der SPD-Fraktion im Rat der Stadt werden gebeten, zu helfen.",
        ["Mitglieder der SPD-Fraktion im Rat der Stadt"],
    ),
    (
        "Die sozialdemokratischen Mitglieder des Kreistags und des Landtags sollen fragen.",
        [
            "sozialdemokratische Mitglieder des Kreistags",
            "sozialdemokratische Mitglieder des Landtags",
        ],
    ),
    (
        "Wir bitten die Stadträtinnen und Stadträte der SPD um Hilfe.",
        ["Stadträtinnen und Stadträte der SPD"],
    ),
    (
        "Wir fordern die Genossinnen und Genossen im Landtag auf, zu fragen.",
        ["Genossinnen und Genossen im Landtag"],
    ),
    ("Wir bitten die Minister*innen um Rat.", ["Minister*innen"]),
    ("Wir fordern die Landes- und Bundesregierung auf.", ["Landesregierung", "Bundesregierung"]),
    ("Wir bitten den Städte- und Gemeindetag um Rat.", ["Städte- und Gemeindetag"]),
    (
        "Wir fordern das Bundesministerium für Arbeit und Soziales auf, zu zahlen.",
        ["Bundesministerium für Arbeit und Soziales"],
    ),
    ("Der Juso-Bundesvorstand wird beauftragt, zu planen.", ["Juso-Bundesvorstand"]),
    ("Die Arbeitsgemeinschaft 60 plus wird gebeten, zu helfen.", ["Arbeitsgemeinschaft 60 plus"]),
    ("Die AG Migration und Vielfalt soll ein Papier schreiben.", ["AG Migration und Vielfalt"]),
    ("Die AGH-Fraktion wird aufgefordert, zu handeln.", ["AGH-Fraktion"]),
    ("Der Senat von Berlin soll handeln.", ["Senat von Berlin"]),
    ("Die Kultusministerkonferenz soll sich einigen.", ["Kultusministerkonferenz"]),
    ("Die Deutsche Bahn muss Züge kaufen.", ["Deutsche Bahn"]),
    ("Wir fordern die Europäische Union auf, zu handeln.", ["Europäische Union"]),
    ("Wir erwarten vom Sächsischen Landtag ein Gesetz.", ["Sächsischer Landtag"]),
    ("Wir fordern den Leipziger Stadtrat auf, zu handeln.", ["Leipziger Stadtrat"]),
    ("Wir bitten den Abgeordneten um Hilfe.", ["Abgeordneter"]),
    ("Wir danken den Abgeordneten und bitten die Abgeordneten um Hilfe.", ["Abgeordnete"]),
    ("Wir erwarten, dass die*der Beauftragte berichtet.", ["Beauftragte"]),
    ("Die Ministerpräsidentin soll reden.", ["Ministerpräsidentin"]),
    ("Wir bitten den Ministerpräsidenten um ein Wort.", ["Ministerpräsident"]),
    ("Wir fordern die neue Bundesregierung auf, zu handeln.", ["Bundesregierung"]),
    (
        "Die Fraktion der SPD im Kreistag und der Kreisvorstand werden gebeten, zu planen.",
        ["Fraktion der SPD im Kreistag", "Kreisvorstand"],
    ),
    (
        "Wir fordern die SPD-Fraktionen im Landtag und im Bundestag auf, zu handeln.",
        ["SPD-Fraktionen im Landtag", "SPD-Fraktionen im Bundestag"],
    ),
    ("Wir fordern die zuständigen Behörden auf, zu prüfen.", ["zuständige Behörden"]),
    ("Außerdem soll die Bäder-GmbH einen Plan vorlegen.", ["Bäder-GmbH"]),
    ("Die Stadtwerke sollen Strom erzeugen.", ["Stadtwerke"]),
    ("Der Verkehrsverbund soll ein Ticket einführen.", ["Verkehrsverbund"]),
    ("Wir fordern die Landeshauptstadt München auf, zu bauen.", ["Landeshauptstadt München"]),
    ("Wir fordern die Krankenkassen auf, zu zahlen.", ["Krankenkassen"]),
]

FURTHER = [
    (
        "Der Stadtrat beauftragt die Verwaltung, ein Konzept für Trinkbrunnen zu erarbeiten.",
        ["Verwaltung"],
    ),
    ("Die Mitgliederversammlung beauftragt den Vorstand, neue Räume zu suchen.", ["Vorstand"]),
    ("Das Studierendenparlament beauftragt den AStA, eine Umfrage zu machen.", ["AStA"]),
    (
        "Die Synode bittet den Rat der Evangelischen Kirche, ein Klimagesetz vorzulegen.",
        ["Rat der Evangelischen Kirche"],
    ),
    ("Der DGB fordert den Gesetzgeber auf, das Streikrecht zu sichern.", ["Gesetzgeber"]),
    (
        "Wir fordern die Arbeitgeberverbände auf, Tarifverträge abzuschließen.",
        ["Arbeitgeberverbände"],
    ),
    ("Wir GRÜNE fordern die Landesregierung auf, Wälder zu schützen.", ["Landesregierung"]),
    ("Die Grünen im Rat fordern die Verwaltung auf, Parkplätze umzuwandeln.", ["Verwaltung"]),
    ("Bündnis 90/Die Grünen fordern den Senat auf, Straßen zu entsiegeln.", ["Senat"]),
    (
        "Die Kreisverwaltung wird beauftragt, bis zum 30. Juni 2027 einen Bericht vorzulegen.",
        ["Kreisverwaltung"],
    ),
    ("Die Verwaltung prüft, ob ein Nachtbus eingerichtet werden kann.", ["Verwaltung"]),
    (
        "Der Oberbürgermeister wird gebeten, sich beim Land für mehr Lehrkräfte einzusetzen.",
        ["Oberbürgermeister"],
    ),
    ("Die Oberbürgermeisterin möge in der nächsten Sitzung berichten.", ["Oberbürgermeisterin"]),
    (
        "Der Magistrat der Stadt Neuhausen wird ersucht, Ladesäulen zu errichten.",
        ["Magistrat der Stadt Neuhausen"],
    ),
    (
        "Die Landesregierung soll endlich ein Gesetz vorlegen, das Mieterinnen und Mieter schützt.",
        ["Landesregierung"],
    ),
    ("Deshalb muss der Bund die Mittel für den sozialen Wohnungsbau verdoppeln.", ["Bund"]),
    ("Der Bund muss hier seiner Verantwortung gerecht werden.", ["Bund"]),
    ("Land und Kommunen müssen gemeinsam handeln.", ["Land", "Kommunen"]),
    (
        "Hier müssen Bund, Länder und Gemeinden an einem Strang ziehen.",
        ["Bund", "Länder", "Gemeinden"],
    ),
    ("Wir wollen, dass die Stadt selbst baut.", ["Stadt"]),
    (
        (
            "Wir erwarten, dass sich die SPD-Landtagsfraktion in den "
            "Haushaltsberatungen für die Jugendarbeit einsetzt."
        ),
        ["SPD-Landtagsfraktion"],
    ),
    (
        "Die SPD-Mitglieder im Gemeinderat werden aufgefordert, einen Antrag zu stellen.",
        ["SPD-Mitglieder im Gemeinderat"],
    ),
    (
        "Die SPD-Gemeinderatsfraktion bringt einen entsprechenden Antrag in den Gemeinderat ein.",
        ["SPD-Gemeinderatsfraktion"],
    ),
    (
        (
            "Die sozialdemokratischen Ministerinnen und Minister sind "
            "aufgefordert, im Bundesrat zuzustimmen."
        ),
        ["sozialdemokratische Ministerinnen und Minister"],
    ),
    (
        "Unsere Bundestagsabgeordneten werden aufgefordert, gegen das Gesetz zu stimmen.",
        ["Bundestagsabgeordnete"],
    ),
    (
        (
            "Wir fordern unsere Abgeordneten im Europäischen "
            "Parlament auf, dem Vertrag nicht zuzustimmen."
        ),
        ["Abgeordnete im Europäischen Parlament"],
    ),
    (
        "Die Jusos Neuhausen fordern die Jusos im Landesverband auf, ein Seminar anzubieten.",
        ["Jusos im Landesverband"],
    ),
    (
        (
            "Der Landesparteitag fordert den Parteivorstand und die "
            "Bundestagsfraktion der SPD auf, das Thema zu behandeln."
        ),
        ["Parteivorstand", "Bundestagsfraktion der SPD"],
    ),
    (
        "Die Bundesregierung wird durch die SPD-Bundestagsfraktion aufgefordert, zu handeln.",
        ["Bundesregierung"],
    ),
    ("Die Polizei soll ihre Präsenz am Bahnhof verstärken.", ["Polizei"]),
    ("Das Kultusministerium muss die Lehrpläne überarbeiten.", ["Kultusministerium"]),
    (
        "Das Bundesministerium der Justiz soll einen Entwurf vorlegen.",
        ["Bundesministerium der Justiz"],
    ),
    (
        (
            "Wir fordern das Ministerium für Bildung, Jugend und Sport des "
            "Landes Brandenburg auf, die Klassen zu verkleinern."
        ),
        ["Ministerium für Bildung, Jugend und Sport des Landes Brandenburg"],
    ),
    ("Der Senator für Finanzen soll prüfen, welche Mittel frei sind.", ["Senator für Finanzen"]),
    (
        "Die Senatsverwaltung für Inneres wird gebeten, Zahlen vorzulegen.",
        ["Senatsverwaltung für Inneres"],
    ),
    ("Die Deutsche Bahn AG wird aufgefordert, den Halt zu erhalten.", ["Deutsche Bahn AG"]),
    (
        "Die Berliner Verkehrsbetriebe (BVG) sollen barrierefreie Busse beschaffen.",
        ["Berliner Verkehrsbetriebe"],
    ),
    ("Der Bezirk Mitte soll Bänke aufstellen.", ["Bezirk Mitte"]),
    (
        (
            "Die Bezirksverordnetenversammlung möge beschließen: Das "
            "Bezirksamt wird ersucht, Bänke aufzustellen."
        ),
        ["Bezirksverordnetenversammlung", "Bezirksamt"],
    ),
    ("Die Ausländerbehörde darf Familien nicht trennen.", ["Ausländerbehörde"]),
    ("Der Rundfunkrat soll öffentlich tagen.", ["Rundfunkrat"]),
    ("Der Aufsichtsrat der Klinik soll die Schließung stoppen.", ["Aufsichtsrat der Klinik"]),
    ("Der Unterbezirk richtet dazu eine Arbeitsgruppe ein.", ["Unterbezirk"]),
    ("Der Ortsverein veranstaltet jedes Jahr ein Sommerfest.", ["Ortsverein"]),
    ("Bei der Vergabe sollen die Kommunen soziale Kriterien anlegen.", ["Kommunen"]),
    ("Die Kommunen sollen dabei durch das Land unterstützt werden.", ["Land"]),
    ("Das Land muss die Kommunen dabei unterstützen.", ["Land"]),
    ("Vom Land muss dafür ein Förderprogramm aufgelegt werden.", ["Land"]),
    (
        "Wir fordern daher, dass das Land Sachsen und der Bund die Kosten übernehmen.",
        ["Land Sachsen", "Bund"],
    ),
    (
        (
            "Wir fordern die Landesregierung und insbesondere die "
            "Kultusministerin auf, kleine Schulen zu erhalten."
        ),
        ["Landesregierung", "Kultusministerin"],
    ),
    ("Aufgabe der Stadtverwaltung ist es, die Wege zu räumen.", ["Stadtverwaltung"]),
    ("Es liegt in der Verantwortung des Bundes, die Schiene zu stärken.", ["Bund"]),
    ("Gefordert sind hier alle Ortsvereine.", ["Ortsvereine"]),
    ("Gefordert ist die Landesregierung.", ["Landesregierung"]),
    (
        "Aufgefordert werden die Fraktionen im Kreistag, das Thema aufzugreifen.",
        ["Fraktionen im Kreistag"],
    ),
    (
        "Die SPD Neuhausen, die Jusos und die AG 60plus sollen gemeinsam einladen.",
        ["SPD Neuhausen", "Jusos", "AG 60plus"],
    ),
    ("Adressat des Antrags ist die Landtagsfraktion.", ["Landtagsfraktion"]),
    ("Dieser Antrag ist an den Landesparteitag weiterzuleiten.", ["Landesparteitag"]),
    (
        "Der Antrag soll an die SPD-Bundestagsfraktion weitergeleitet werden.",
        ["SPD-Bundestagsfraktion"],
    ),
    ("Die Stadt Neuhausen tritt dem Bündnis bei.", ["Stadt Neuhausen"]),
    ("Die Stadt soll der Charta beitreten.", ["Stadt"]),
    ("Der Kreisvorstand wird ermächtigt, Verträge zu schließen.", ["Kreisvorstand"]),
    ("Jeder Ortsverein benennt eine Ansprechperson.", ["Ortsverein"]),
    ("Die Gliederungen benennen je eine Ansprechperson.", ["Gliederungen"]),
    ("Die EU muss Seenotrettung organisieren.", ["EU"]),
    ("Die Europäische Kommission soll das Verfahren einleiten.", ["Europäische Kommission"]),
    ("Die Mitgliedstaaten der EU müssen Geflüchtete aufnehmen.", ["Mitgliedstaaten der EU"]),
    ("Die Ministerpräsidentenkonferenz muss sich einigen.", ["Ministerpräsidentenkonferenz"]),
    (
        "Die Innenministerkonferenz wird aufgefordert, den Abschiebestopp zu verlängern.",
        ["Innenministerkonferenz"],
    ),
    (
        "Wir bitten die Kirchen und Religionsgemeinschaften um Unterstützung.",
        ["Kirchen", "Religionsgemeinschaften"],
    ),
    ("Der Landrat wird vom Kreistag beauftragt, Gespräche zu führen.", ["Landrat"]),
    ("Von der Stadt wird erwartet, dass sie handelt.", ["Stadt"]),
    ("Es wird von der Landesregierung erwartet, dass sie zahlt.", ["Landesregierung"]),
    ("Die Delegierten sprechen sich dafür aus, dass die Partei barrierefrei einlädt.", ["Partei"]),
    ("Die Partei muss ihre Listen paritätisch besetzen.", ["Partei"]),
    ("Die Landesregierung ist aufgefordert.", ["Landesregierung"]),
    (
        "Die Landesregierung und der Landtag sind gefordert, hier nachzubessern.",
        ["Landesregierung", "Landtag"],
    ),
    ("Der Landesverband prüft, wie er seine Treffen hybrid abhalten kann.", ["Landesverband"]),
    ("Die Stadt stellt kostenlose Menstruationsartikel bereit.", ["Stadt"]),
    ("Kommunale Wohnungsunternehmen müssen mehr bauen.", ["kommunale Wohnungsunternehmen"]),
    ("Städtische Gesellschaften bilden mehr aus.", ["städtische Gesellschaften"]),
    ("Die Stadtwerke Neuhausen werden gebeten, Preise zu senken.", ["Stadtwerke Neuhausen"]),
    ("Die Sparkasse Neuhausen soll Filialen erhalten.", ["Sparkasse Neuhausen"]),
    ("Die Handwerkskammer wird gebeten, zu beraten.", ["Handwerkskammer"]),
]

NOBODY = [
    "Wir fordern die Abschaffung der Gebühr für Bänke.",
    "Wir fordern eine Förderung von Vereinen.",
    "Die Stadt soll gestärkt werden.",
    "Die Kommunen müssen mehr Geld erhalten.",
    "Die Länder müssen in die Lage versetzt werden, zu bauen.",
    "Die Kommunen sollen selbst entscheiden können.",
    "Bänke sollen aus Holz sein.",
    "Insgesamt sollen mehr Busse fahren.",
    "Alle sollen mitmachen.",
    "Das Ergebnis ist vorzustellen.",
    "Musterstadt ist länger Unfall-Hauptstadt.",
    "Die Bundesregierung hat versagt.",
    "Die Fraktion setzt sich seit Jahren für Busse ein.",
    "Die SPD-Fraktion hat bereits einen Antrag gestellt.",
    "Der Landesparteitag möge beschließen:",
    "Der Bundeskongress der Jusos möge beschließen:",
    "Wir unterstützen die Stadt bei ihrer Arbeit.",
    "Wir danken der Stadt für den Bericht.",
    "Zusammen mit der Stadt wollen wir Bäume pflanzen.",
    "Es ist die Politik der Bundesregierung, die das verhindert.",
    "Der Vorrat muss reichen.",
    "Das Ehrenamt muss gestärkt werden.",
    "Die Innenstadt soll autofrei werden.",
    "Schulen müssen saniert werden.",
    "Hier müssen wir die Stadt unterstützen.",
    "Wenn die Stadt sparen muss, leiden alle.",
    "Wir wollen, dass in der Stadt mehr Bäume wachsen.",
    "Wir setzen uns dafür ein, dass Kinder kostenlos ins Schwimmbad dürfen.",
    "Die Volkshochschule soll mehr Kurse anbieten.",
    "Das Jugendzentrum soll länger öffnen.",
    "Betriebsräte müssen früher beteiligt werden.",
    "Der Betriebsrat muss mitbestimmen können.",
    "Der Elternbeirat soll gehört werden.",
    "Vermieter müssen Mieterhöhungen begründen.",
    "Alle Menschen müssen gut leben können.",
    "Der Mindestlohn muss auf 15 Euro steigen.",
    "Die Mitglieder der Kommission sollen gewählt werden.",
    "Hierfür soll eine Kommission eingesetzt werden.",
    "Die SPD steht an der Seite der Beschäftigten.",
    "Die SPD wird sich dafür einsetzen, dass niemand zurückbleibt.",
    "Wir als SPD-Fraktion werden einen Antrag einbringen.",
    "Die Landesregierung hat den Ausbau verschleppt.",
    "Die Stadt hat in den letzten Jahren viele Flächen verkauft.",
    "Die Stadt wächst, und die Schulen müssen mitwachsen.",
    "Unsere Stadt braucht mehr Grün.",
    "Die Bundesregierung plant, das Gesetz zu ändern. Das lehnen wir ab.",
    "Bund und Länder streiten seit Monaten über die Kosten.",
    "In der Verwaltung sollen mehr Auszubildende eingestellt werden.",
    "Wir fordern ein Förderprogramm des Landes für Jugendclubs.",
    "Wir fordern, die Stadt zur Sicheren Hafenstadt zu erklären.",
    "Die Aufgaben der Stadtverwaltung sind vielfältig.",
    "Wir laden die Stadträtin ein, uns zu besuchen.",
    "Die Bundeswehr muss besser ausgestattet werden.",
    "Auf allen Ebenen sind Vorstände paritätisch zu besetzen.",
    "Die Vorstände sind paritätisch zu besetzen.",
]


@pytest.mark.parametrize(("sentence", "expected"), [*FIRST_PERSON, *THIRD_PERSON, *NAMES, *FURTHER])
def test_sentence_asks_whom_its_grammar_says(sentence: str, expected: list[str]) -> None:
    assert names(sentence) == expected


@pytest.mark.parametrize("sentence", NOBODY)
def test_sentence_asks_nobody(sentence: str) -> None:
    assert names(sentence) == []


# --- lists and heads ----------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "point", "inherited"),
    [
        ("Wir fordern den Kreis auf:", "Bänke sollen her.", ["Kreis"]),
        ("Wir erwarten vom Kreis:", "Hier muss der Bund zahlen.", []),
        ("Wir bitten den Kreis um folgende Punkte:", "Hier muss der Bund zahlen.", ["Kreis"]),
        ("Wir bitten den Kreis um folgende Punkte:", "Hier muss der Kreis zahlen.", []),
        ("Wir erwarten vom Kreis:", "Bänke. Hier muss der Bund zahlen.", ["Kreis"]),
        ("Wir fordern Bund und Länder auf,", "Bänke zu bauen.", ["Bund", "Länder"]),
        ("Es ist Aufgabe des Kreises, das zu regeln. Daher fordern wir:", "Bänke.", ["Kreis"]),
        ("Der Kreis muss viel tun. Daher fordern wir:", "Bänke.", []),
        ("Deshalb fordern wir:", "Bänke.", []),
    ],
)
def test_point_inherits_unless_it_asks_itself(
    opening: str, point: str, inherited: list[str]
) -> None:
    own = BODIES.asked(point, begins=0)
    assert [body.name for body in BODIES.opening(opening).inherited(own)] == inherited


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("SPD-Bundesparteitag", ["SPD-Bundesparteitag"]),
        ("an den Landesvorstand", ["Landesvorstand"]),
        ("Landesvorstand, Bundestagsfraktion", ["Landesvorstand", "Bundestagsfraktion"]),
        ("AGH-Fraktion+Senat", ["AGH-Fraktion", "Senat"]),
        ("Bundes- und Landesvorstand", ["Bundesvorstand", "Landesvorstand"]),
        ("Unterbezirksparteitag -> Landesparteitag", ["Unterbezirksparteitag", "Landesparteitag"]),
        ("Der Landesparteitag möge beschließen:", []),
        ("", []),
    ],
)
def test_head_of_a_motion_lists_addressees(head: str, expected: list[str]) -> None:
    assert [body.name for body in BODIES.listed(head) if body.certain] == expected


def test_name_in_a_head_that_is_no_known_body_is_doubtful() -> None:
    (body,) = BODIES.listed("LPT")
    assert (body.name, body.certain) == ("LPT", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dafür muss sich die Kommunalpolitik einsetzen.", "Kommunalpolitik"),
        ("Wir fordern das Haus der Jugend auf, länger zu öffnen.", "Haus"),
    ],
)
def test_what_may_be_no_body_is_doubtful(text: str, name: str) -> None:
    assert [(body.name, body.certain) for body in BODIES.asked(text)] == [(name, False)]


def test_places_in_the_text_are_those_of_name_and_sentence() -> None:
    text = "Bänke fehlen. Wir fordern die SPD-Fraktion im Stadtrat auf, zu handeln."
    (body,) = BODIES.asked(text)
    assert text[slice(*body.span)] == "SPD-Fraktion im Stadtrat"
    assert text[slice(*body.sentence)].startswith("Wir fordern")


def test_measure_begins_with_who_acts() -> None:
    """Elsewhere "Die Verwaltung legt vor" describes."""
    text = "3. Die Verwaltung legt bis Mai einen Bericht vor."
    assert names(text, begins=3) == ["Verwaltung"]
    assert names(text, begins=None) == []


@pytest.mark.parametrize(
    "repeated",
    [
        "der Vorstand der SPD ",
        "Bund, Länder, ",
        "die große ",
        "soll die Stadt ",
        "fordert die SPD die Stadt ",
        "die Mitglieder des Rates und des Rates ",
        "wir wollen, dass die Stadt ",
    ],
)
def test_time_grows_with_a_sentence_that_does_not_end(repeated: str) -> None:
    """A text may come from anybody."""

    def reading(size: int) -> Callable[[], object]:
        text = f"{repeated * (size // len(repeated))} soll fordern auf wird durch dass aufgefordert"
        return lambda: BODIES.asked(text, begins=0)

    assert growth(reading, 2_000) < 1.5
