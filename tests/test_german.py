"""With German as the language nobody reads English, also where a library found the fault."""

from __future__ import annotations

import ast
import errno
import re
import socket
import ssl
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import parser, scanner

from reports.content.formats.syntax_errors import toml_words, yaml_words
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.errors import ContentError
from reports.storage.system_errors import reason
from tests.conftest import Cli

ENGLISH = re.compile(
    r"\b(?:the|is|are|not|with|and|or|of|to|for|from|expected|found|could|cannot|value|values"
    r"|unexpected|error|invalid|line|character|key|at|while|token|block|mapping|sequence|end"
    r"|unknown|undefined|missing|this|that|there|must|should|be|by|on|has|rule|property"
    r"|ignored|template|template's|filter named|got|after|string|array|table|such|denied"
    r"|file or directory|object|attribute|type|support|supported|only|permission)\b"
)
"""Words that stand in no German sentence."""


@pytest.fixture(autouse=True)
def _german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")


def german(text: str) -> str:
    """The text, which must be German."""
    assert text
    assert not ENGLISH.findall(text), text
    return text


# --- YAML and TOML -------------------------------------------------------------

YAML = (
    "a: b: c",
    "a: 1\nb",
    "a\nb: 1",
    "a: - b",
    "a: ? b",
    "a:\t- b\n\tc: 1",
    "a: @b",
    "a: %b",
    "%x y\na: 1",
    "%YAML 3.0\n---\na: 1",
    "%YAML 1.x\n---\na: 1",
    "%YAML 1.1\n%YAML 1.1\n---\na: 1",
    "%TAG ! x\n%TAG ! x\n---\na: 1",
    "%TAG !\n---\na: 1",
    'a: "\\q"',
    'a: "\\xZZ"',
    'a: "open',
    "a: 'open\n---\n",
    "a: [1, 2\nb: 3",
    "a: {b: 1, c: 2\nd: 3",
    "a: {b: 1 c: 2}",
    "a: ]",
    "a: 1\n  b: 2",
    "- a\n b: 1",
    "a: 1\n b: 2",
    "- a\nb: 1",
    "a: !x!y z",
    "a: !<x z",
    "a: !%z z",
    "a: &",
    "a: *",
    "a: &x, b",
    "a: *x",
    "a: |9x\n b",
    "a: >0\n b",
    "a: | x\n b",
    "a: |\n   b\n  c",
    "a: 1\n---\nb: 2",
    "--- a\n... b",
    "a: \x07",
    "a: !!int x",
    "? [a]\n: b",
    "a: 1\na: 2",
    "[" * 60,
    "a: [" + "1," * 50_000,
)

TOML = (
    "a",
    "a = ",
    "a = 1 2",
    "a b = 1",
    "[a",
    "[a] x",
    "[[a]",
    "[a]\n[a]",
    "a = 1\na = 2",
    "a = 1\na.b = 2",
    "a = {b = 1}\na.c = 2",
    "a.b = 1\n[a.b]",
    "[a.b]\n[a]\nb.c = 1",
    "a = {b = 1, b = 2}",
    "a = {b = 1",
    "a = [1, 2",
    "a = [1 2]",
    "é = 1",
    "= 1",
    'a = "x\\q"',
    'a = "\\uD800"',
    'a = "\\uZZZZ"',
    'a = "x',
    "a = 'x\n'",
    'a = """x',
    "a = '''x",
    'a = "\x01"',
    "# \x01",
    "a = 2026-13-41",
    "a = 25:00:00",
    "a = nein",
    "a = 1,5",
    "a = 01",
    "a = " + "9" * 5000,
    "a = " + "[" * 200,
    "a" + ".a" * 200 + " = 1",
)


@pytest.mark.parametrize("text", YAML)
def test_fault_in_yaml_is_told_in_german(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_yaml(text.encode(), "beschluss.yaml")
    for problem in caught.value.problems:
        german(str(problem))
        assert problem.place.line


@pytest.mark.parametrize("text", TOML)
def test_fault_in_toml_is_told_in_german(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_toml(text.encode(), "handzettel.toml")
    for problem in caught.value.problems:
        german(str(problem))


def texts_raised(module: Path, function: str) -> Iterator[str]:
    """The messages a module's source raises with; what is filled in is shown as a letter."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(function):
            parts = [_text(argument) for argument in node.args]
            yield " | ".join(part for part in reversed(parts) if part)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "'x'" if node.conversion == ord("r") else "tag"
    return ""


def test_all_that_the_yaml_library_raises_has_words_of_its_own() -> None:
    other = yaml_words("")
    words_of_library = [
        *texts_raised(Path(str(scanner.__file__)), "ScannerError"),
        *texts_raised(Path(str(parser.__file__)), "ParserError"),
    ]
    assert len(words_of_library) > 40
    wordless = [
        text for text in words_of_library if text and yaml_words(*text.split(" | ", 1)) == other
    ]
    assert wordless == []


def test_all_that_the_toml_library_raises_has_words_of_its_own() -> None:
    other = toml_words("")
    words_of_library = list(texts_raised(Path(tomllib.__path__[0]) / "_parser.py", "suffixed_err"))
    assert len(words_of_library) > 20
    assert [text for text in words_of_library if text and toml_words(text) == other] == []


def test_what_no_table_knows_is_told_without_quoting_it() -> None:
    for words in (yaml_words, toml_words):
        for text in words("some brand-new fault: the frobnicator is not expected here"):
            german(text)


# --- click ---------------------------------------------------------------------

CLICK = re.compile(
    r"\b(?:OPTIONS|COMMAND|ARGS|DIR|DATE|FILE|EVENT|AREA|KIND|CAMPAIGN|RESOLUTION|ADDRESSEE"
    r"|ADDRESS|PROFILE|AGE|INTEGER|Usage|Options|Commands|Error|Try|Invalid|Missing|integer)\b"
)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "build",
        "summary",
        "checklist",
        "flyer",
        "book",
        "import",
        "mail",
        "export",
        "check",
        "init",
    ],
)
def test_help_has_german_placeholders(command: str, cli: Cli) -> None:
    ran = cli(*([command] if command else []), "--help", env={"LANGUAGE": "de"})
    assert ran.exit == 0
    assert not CLICK.findall(ran.text)
    assert "[OPTIONEN]" in ran.text


@pytest.mark.parametrize(
    "arguments",
    [
        ["nix"],
        ["--nix"],
        ["flyer", "--nup", "a9"],
        ["flyer", "--nup"],
        ["flyer", "--kit=1"],
        ["build", "--workers", "x"],
        ["build", "--workers", "0"],
        ["build", "nix"],
        ["import"],
        ["import", "nix.txt"],
        ["mail", "a", "b"],
        ["--on", "heute", "build"],
        ["summary", "99"],
        ["mail", "nix"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_german(arguments: list[str], cli: Cli) -> None:
    ran = cli(*arguments, env={"LANGUAGE": "de"})
    assert ran.exit == 2
    message = re.sub(r"'[^']*'|\"[^\"]*\"|„[^“]*“|/\S+", "", ran.stderr)
    assert not CLICK.findall(message)
    german(message)


# --- what the system and the network say ---------------------------------------


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_word_of_the_system_is_shown(number: int) -> None:
    german(reason(OSError(number, "Some words of the system", "/a/file")))


def test_full_disk_and_missing_permission_are_told_apart() -> None:
    assert reason(OSError(errno.ENOSPC, "x")) == "auf dem Datenträger ist kein Platz mehr"
    assert reason(PermissionError(errno.EACCES, "x")) == "die Berechtigung dafür fehlt"
    assert reason(PermissionError("x")) == "die Berechtigung dafür fehlt"


def _certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "some words"
    return error


def _tls_error(name: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {name}] some words (_ssl.c:1006)")
    error.reason, error.library = name, "SSL"
    return error


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        TimeoutError("timed out"),
        ConnectionRefusedError("refused by the other side"),
        EOFError("ended at once"),
        UnicodeEncodeError("ascii", "ä", 0, 1, "ordinal not in range"),
        OSError("cannot do this"),
        RuntimeError("cannot do this"),
        *[_certificate_error(code) for code in (2, 9, 10, 18, 20, 23, 62, 99)],
        *[
            _tls_error(name)
            for name in (
                "WRONG_VERSION_NUMBER",
                "UNSUPPORTED_PROTOCOL",
                "SSLV3_ALERT_HANDSHAKE_FAILURE",
                "UNEXPECTED_EOF_WHILE_READING",
                "TLSV1_ALERT_UNKNOWN_CA",
                "SOMETHING_NEW",
            )
        ],
    ],
    ids=str,
)
def test_no_word_of_a_library_about_the_network_is_shown(error: BaseException) -> None:
    german(reason(error))
