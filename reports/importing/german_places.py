"""Places that stand behind the name of a body: "Stadt Leipzig"."""

from __future__ import annotations

PLACES = frozenset(
    (
        *("Aachen", "Augsburg", "Bayern", "Baden-Württemberg", "Berlin", "Bielefeld", "Bochum"),
        *(
            "Bonn",
            "Brandenburg",
            "Braunschweig",
            "Bremen",
            "Chemnitz",
            "Deutschland",
            "Deutschlands",
        ),
        *(
            "Dortmund",
            "Dresden",
            "Duisburg",
            "Düsseldorf",
            "Erfurt",
            "Essen",
            "Europa",
            "Frankfurt",
        ),
        *("Freiburg", "Gelsenkirchen", "Göttingen", "Halle", "Hamburg", "Hannover", "Hessen"),
        *("Karlsruhe", "Kassel", "Kiel", "Köln", "Leipzig", "Lübeck", "Magdeburg", "Mainz"),
        *("Mannheim", "Mecklenburg-Vorpommern", "München", "Münster", "Niedersachsen"),
        *("Nordrhein-Westfalen", "Nürnberg", "Oberhausen", "Potsdam", "Rheinland-Pfalz", "Rostock"),
        *("Saarbrücken", "Saarland", "Sachsen-Anhalt", "Sachsen", "Schleswig-Holstein", "Schwerin"),
        *("Schweiz", "Österreich", "Wien", "Oberösterreich", "Niederösterreich", "Salzburg"),
        *("Tirol", "Vorarlberg", "Kärnten", "Steiermark", "Burgenland", "Graz", "Linz"),
        *("Zürich", "Bern", "Basel", "Luzern", "Aargau", "Thurgau", "Solothurn", "Genf"),
        *("Stuttgart", "Thüringen", "Wiesbaden", "Wuppertal", "NRW"),
    )
)
"""States and large cities of Germany, Austria and Switzerland; a text names further ones itself."""
