"""A flyer in each of the languages people of a town speak: it reads as it was written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from reports.commands.options import cache_folder
from reports.content.event import EventText
from reports.content.font_families import script_family
from reports.documents.document import Document, Page
from reports.documents.event_planning import plan_flyers
from reports.errors import RenderingError
from reports.i18n import LOCALES, printed, printed_languages
from reports.render.engine import Engine
from reports.render.font_faces import all_faces
from reports.render.page_fitting import fit, style
from reports.render.page_rules import theme_tokens
from reports.render.templates import Writer
from reports.text.dates import clock, long_date, weekday
from reports.text.languages import direction, isolated
from reports.text.typography import set_text, set_title
from tests.support import factories
from tests.support.factories import DAY, text_of
from tests.support.verapdf import validate
from tests.test_messages import translations_tool

pytestmark = factories.ENGINE

TEXTS = {
    "de": EventText(
        title="Wer zieht da ein?",
        lead="Fragen Sie nach, bevor die ersten Menschen einziehen: Stadt und Betreiber antworten.",
        way="Haltestelle Musterplatz, von dort zwei Minuten zu Fuß",
        access="Ebenerdiger Eingang vom Kirchhof, rollstuhlgerechte Toilette",
        guests="Vertretungen von Stadt, Betreiber und Stadtbezirksbeirat",
        admission="Eintritt frei, keine Anmeldung nötig",
    ),
    "en": EventText(
        title="Who is moving in?",
        lead="Ask before the first people move in: the city and the operator will answer.",
        way="Stop Musterplatz, two minutes on foot from there",
        access="Level entrance from the churchyard, wheelchair-accessible toilet",
        guests="Representatives of the city, the operator and the district council",
        admission="Free admission, no registration needed",
    ),
    "fr": EventText(
        title="Qui sont nos voisins ?",
        lead="Venez poser vos questions : la ville vous répond. Que veut dire « bien vivre"
        " ensemble » à côté d’un nouveau foyer d’accueil ? Parlons-en !",
        way="Arrêt Musterplatz, puis deux minutes à pied",
        access="Entrée par la cour de l’église, toilettes accessibles en fauteuil roulant",
        guests="Des représentants de la ville, du gestionnaire et du conseil de quartier",
        admission="Entrée libre, sans inscription",
    ),
    "es": EventText(
        title="¿Quién viene al barrio?",
        lead="¡Pregunte antes de que lleguen las primeras personas! La ciudad y la entidad"
        " gestora responderán en esta reunión.",
        way="Parada Musterplatz, a dos minutos a pie",
        access="Entrada a nivel de calle por el patio de la iglesia, aseo adaptado",
        guests="Representantes del ayuntamiento, de la entidad gestora y del distrito",
        admission="Entrada libre, sin inscripción",
    ),
    "tr": EventText(
        title="Yeni komşularımız kim?",
        lead="İlk insanlar taşınmadan önce sorularınızı sorun: belediye ve işletmeci"
        " yanıtlıyor. Görüşleriniz ışığında birlikte düşünelim.",
        way="Musterplatz durağı, oradan yürüyerek iki dakika",
        access="Kilise avlusundan düz giriş, tekerlekli sandalyeye uygun tuvalet",
        guests="Belediye, işletmeci ve ilçe danışma kurulu temsilcileri",
        admission="Giriş ücretsiz, kayıt gerekmiyor",
    ),
    "uk": EventText(
        title="Хто наші нові сусіди?",
        lead="Запитайте, перш ніж сюди в’їдуть перші люди: на ваші запитання відповідатимуть"
        " місто й організація, що керує гуртожитком. Чекаємо на її представників!",
        way="Зупинка Musterplatz, звідти дві хвилини пішки",
        access="Вхід із церковного подвір’я на рівні землі, туалет для людей на візках",
        guests="Представниці й представники міста, організації та районної ради",
        admission="Вхід вільний, реєстрація не потрібна",
    ),
    "ru": EventText(
        title="Кто наши новые соседи?",
        lead="Задайте вопросы, прежде чем сюда въедут первые жильцы: на них ответят"
        " представители города и организации, которая управляет общежитием.",
        way="Остановка Musterplatz, оттуда две минуты пешком",
        access="Вход с церковного двора на уровне земли, туалет для людей на колясках",
        guests="Представители города, организации и районного совета",
        admission="Вход свободный, регистрация не нужна",
    ),
    "ar": EventText(
        title="من هم جيراننا الجدد؟",
        lead="اسألوا قبل أن ينتقل أوائل السكان إلى هنا: تجيب المدينة والجهة المشغِّلة عن أسئلتكم."
        " أهلًا وسهلًا بالجميع، ولا حاجة إلى تسجيل الأسماء.",
        way="محطة Musterplatz، ومن هناك دقيقتان سيرًا على الأقدام",
        access="مدخل بلا عتبات من فناء الكنيسة، ودورة مياه ملائمة للكراسي المتحركة",
        guests="ممثلون وممثلات عن المدينة والجهة المشغِّلة ومجلس الحي",
        admission="الدخول مجاني، والتسجيل غير مطلوب",
    ),
    "fa": EventText(
        title="همسایه‌های تازه کیستند؟",
        lead="پیش از آنکه نخستین ساکنان بیایند، پرسش‌هایتان را بپرسید: شهرداری و گردانندگان"
        " خوابگاه پاسخ می‌دهند. گفت‌وگو برای همهٔ اهالی محله آزاد است.",
        way="ایستگاه Musterplatz، از آنجا دو دقیقه پیاده",
        access="ورودی هم‌سطح از حیاط کلیسا، سرویس بهداشتی مناسب صندلی چرخ‌دار",
        guests="نمایندگان شهرداری، گردانندگان خوابگاه و شورای محله",
        admission="ورود رایگان است و نیازی به ثبت نام نیست",
    ),
    "ti": EventText(
        title="ሓደስቲ ጎረባብትና መን እዮም?",
        lead="ቅድሚ እቶም ቀዳሞት ሰባት ምእታዎም ሕቶታትኩም ሕተቱ፦ ከተማን ኣካያዲ ትካልን መልሲ ክህቡ እዮም። ንኹሉ ሰብ ክፉት እዩ።",
        way="መዕረፊ ኣውቶቡስ Musterplatz፡ ካብኡ ብእግሪ ክልተ ደቒቕ",
        access="ካብ ቀጽሪ ቤተ ክርስቲያን ደረጃ ዘይብሉ መእተዊ፡ ንዓረብያ ስንክልና ዝምችእ ሽቓቕ",
        guests="ወከልቲ ከተማ፡ ኣካያዲ ትካልን ባይቶ ከባብን",
        admission="መእተዊ ብነጻ እዩ፡ ምዝገባ ኣየድልን",
    ),
}

LANGUAGES = list(TEXTS)

FOREIGN = [language for language in LANGUAGES if language not in ("de", "en")]

_IGNORED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\u2010\u2011\u00ad-]")
"""What a line end, a typesetter or the bidi algorithm adds or takes away."""


def letters(text: str) -> str:
    """Return a text without spaces, hyphens and controls, with plain letters for ligatures."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


Flyers = Callable[[str], bytes]


@pytest.fixture(scope="module")
def flyers() -> Flyers:
    """Make the flyer in a language, once for all tests, with one engine for all scripts."""
    engine = Engine(all_faces(factories.sample().theme, LANGUAGES, cache=cache_folder()))

    @cache
    def flyer(language: str) -> bytes:
        document, page = _written(language)
        return fit(document, lambda css: engine.layout(document, page, css)).write()

    return flyer


def _written(language: str) -> tuple[Document, Page]:
    content = factories.with_event(texts={language: TEXTS[language]})
    (document,) = plan_flyers(content, (), (language,), DAY).documents
    return document, Writer(content.root).write(document)


def _texts_of(language: str) -> list[str]:
    """Return all texts on a flyer that are in its language."""
    return [value for value in TEXTS[language].model_dump().values() if isinstance(value, str)]


# --- the flyers -------------------------------------------------------------


@pytest.mark.parametrize(
    "language",
    # the others in the long run: what differs for the standards is the direction and the script
    [
        pytest.param(language, marks=[pytest.mark.soak] * (language != "fa"))
        for language in LANGUAGES
    ],
)
def test_flyer_is_accessible_and_archival(language: str, flyers: Flyers) -> None:
    assert validate(flyers(language), "ua1") == ()
    assert validate(flyers(language), "3a") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_flyer_has_one_page_and_says_its_language(language: str, flyers: Flyers) -> None:
    assert factories.page_count(flyers(language)) == 1
    with factories.opened(flyers(language)) as opened:
        assert str(opened.Root.Lang) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_copied_text_is_what_was_written(language: str, flyers: Flyers) -> None:
    """PDFium gives the vowel marks of Arabic out of order, so they are left out here."""
    text = _without_marks(letters(text_of(flyers(language))))
    for words in _texts_of(language):
        assert _without_marks(letters(words)) in text


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_marks_stand_behind_their_letters(language: str, flyers: Flyers) -> None:
    """Pypdf reads in the order of the file, but reverses Latin words, which are left out here."""
    (page,) = PdfReader(BytesIO(flyers(language))).pages
    text = letters(page.extract_text())
    for words in _texts_of(language):
        if not re.search("[A-Za-z]", words):
            assert letters(words) in text


def _without_marks(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Mn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_words_and_dates_are_in_the_language(language: str, flyers: Flyers) -> None:
    text = letters(text_of(flyers(language)))
    catalogue = printed(language)
    start = factories.sample().events[0].start
    for words in (
        catalogue.gettext("Step-free access"),
        catalogue.gettext("With us"),
        catalogue.gettext("Questions?"),
        weekday(start.date(), language),
    ):
        assert letters(words) in text
    assert letters(long_date(start.date(), language)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_line_begins_where_readers_of_the_language_begin(language: str) -> None:
    document, page = _written(language)
    turned = language in ("ar", "fa")
    assert (f'<html lang="{language}" dir="rtl">' in page.html) == turned
    assert direction(language) == ("rtl" if turned else "ltr")
    script = script_family(language)
    assert (script is not None) == (language in ("ar", "fa", "ti"))
    names = f'"{script.name}", "Source Sans 3"' if script else '"Source Sans 3"'
    assert f"--font: {names};" in theme_tokens(document)


def test_letters_that_the_fonts_lack_are_told() -> None:
    document, page = _written("ar")
    engine = Engine(all_faces(document.theme, (), cache=cache_folder()))
    with pytest.raises(RenderingError, match=r"a5-ar"):
        engine.layout(document, page, style(10, 1.0)).write()


# --- fonts ------------------------------------------------------------------


def test_faces_of_scripts_follow_the_themes_own_once() -> None:
    theme = factories.sample().theme
    faces = all_faces(theme, ("de", "ar", "fa", "ti"), cache=cache_folder())
    names = [face.family for face in faces]
    assert list(dict.fromkeys(names)) == [
        "Source Sans 3",
        "Noto Naskh Arabic",
        "Noto Sans Ethiopic",
    ]
    assert names.count("Noto Naskh Arabic") == 2
    plain = all_faces(theme, ("de", "uk"), cache=cache_folder())
    assert {face.family for face in plain} == {"Source Sans 3"}


@pytest.mark.parametrize("language", ["ar", "fa", "ti"])
def test_fonts_that_come_along_bring_their_licence(language: str) -> None:
    family = script_family(language)
    assert family is not None
    assert not family.variable
    for path in family.files:
        licence = path.with_name("OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert "Google" in licence


# --- words ------------------------------------------------------------------


@pytest.mark.parametrize("language", FOREIGN)
def test_catalogue_says_the_fixed_words_of_a_flyer(language: str) -> None:
    assert language in printed_languages()
    words = printed(language)
    for message in ("Step-free access", "Questions?", "Publisher: {name}", "Printer: {name}"):
        assert words.gettext(message) != message


@pytest.mark.parametrize("language", FOREIGN)
def test_catalogue_is_complete(language: str) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "print.po"
    assert list(translations_tool().faults(path)) == []


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("fr", 0, "Domaine"),
        ("fr", 2, "Domaines"),
        ("tr", 5, "Alan"),
        ("uk", 1, "Сфера"),
        ("uk", 3, "Сфери"),
        ("uk", 8, "Сфер"),
        ("ar", 2, "مجالان"),
        ("ar", 8, "مجالات"),
        ("ar", 11, "مجالًا"),
    ],
)
def test_plurals_follow_the_language(language: str, count: int, expected: str) -> None:
    assert printed(language).ngettext("Bereich", "Bereiche", count) == expected


# --- typography -------------------------------------------------------------


def _shown(text: str) -> str:
    return text.replace("\u00a0", "~").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Qui vient ? Tous ! Le voisin dit : « oui » ; voilà tout ce monde-là",
            "_? _! ~: «_ _» _;",
        ),
        ("Venez! Qui vient? Voisins: tous; le «mot» de la fin ici présente", "_! _? ~: _; «_ _»"),
        ("À 18:00, sur https://example.org/a?b=c:d ou ailleurs, sans problème", ""),
        ("Vraiment ?! Vous en êtes absolument sûrs (oui ?) pour demain matin", "_? _?"),
    ],
)
def test_french_punctuation_keeps_its_spaces(text: str, expected: str) -> None:
    made_of = set_text(text, "fr")
    signs = re.findall(r"_[;!?»]|~:|«_", _shown(made_of))
    assert signs == expected.split()
    assert set_text(made_of, "fr") == made_of


def test_unbreakable_spaces_of_the_author_stay() -> None:
    assert _shown(set_text("10\u202f000  euros\npour tous les voisins", "fr")) == (
        "10_000 euros pour tous les~voisins"
    )
    assert _shown(set_title("Was ist z. B. los", "tr")) == "Was ist z. B.~los"
    assert set_title("Yeni komşularımız kim?", "tr") == "Yeni komşularımız kim?"


@pytest.mark.parametrize(
    ("language", "day", "name", "hours", "hour"),
    [
        ("en", "December~8,~2026", "Tuesday", "6:30–8:00~PM", "6:30~PM"),
        ("fr", "8~décembre~2026", "mardi", "18:30–20:00", "18:30"),
        ("es", "8~de~diciembre de~2026", "martes", "18:30–20:00", "18:30"),
        ("tr", "8~Aralık~2026", "Salı", "18:30–20:00", "18:30"),
        ("uk", "8~грудня~2026~р.", "вівторок", "18:30–20:00", "18:30"),
        ("ru", "8~декабря~2026~г.", "вторник", "18:30–20:00", "18:30"),
        ("ar", "8~ديسمبر~2026", "الثلاثاء", "6:30–8:00~م", "6:30~م"),
        ("fa", "۸~دسامبر~۲۰۲۶", "سه\u200cشنبه", "۱۸:۳۰~تا~۲۰:۰۰", "۱۸:۳۰"),
        ("ti", "ታሕሳስ~8,~2026", "ሰሉስ", "18:30–20:00", "18:30"),
    ],
)
def test_days_and_times(language: str, day: str, name: str, hours: str, hour: str) -> None:
    """Day, weekday and hours in each language, as its speakers write them."""
    start = dt.datetime(2026, 12, 8, 18, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    end = start + dt.timedelta(minutes=90)
    assert _shown(long_date(start.date(), language)) == day
    assert weekday(start.date(), language) == name
    assert _shown(clock(start, end, language=language)) == hours
    assert _shown(clock(start, None, language=language)) == hour


def test_latin_names_keep_their_order_between_arabic_words() -> None:
    assert isolated("Haus 1", "fr") == '<span lang="de">Haus 1</span>'
    assert isolated("Haus 1", "de") == "Haus 1"
    assert isolated("Haus <1>", "ar") == '<span dir="ltr" lang="de">Haus &lt;1&gt;</span>'
