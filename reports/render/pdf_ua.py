"""The declaration that a PDF is accessible (ISO 14289-1, 5)."""

from __future__ import annotations

from typing import Any

_PDFUA_XMP = b"""<rdf:Description rdf:about="" pdfuaid:part="1"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF>"""
"""The declaration, and its schema, which PDF/A requires for such entries (ISO 19005-3, 6.6.2.3)."""


_WTPDF_XMP = b"""<rdf:Description rdf:about="" xmlns:pdfd="http://pdfa.org/declarations/">
<pdfd:declarations><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>
</rdf:li>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo>
</rdf:li>
</rdf:Bag></pdfd:declarations></rdf:Description></rdf:RDF>"""
"""The declaration of both levels of Well-Tagged PDF (WTPDF 1.0, 6.1.3)."""


def declare_pdfua(pdf: Any) -> None:
    """Declare in the metadata of a PDF/A file that it is PDF/UA-1 as well.

    Args:
        pdf: The engine's objects of the PDF.
    """
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    stream[0] = stream[0].replace(b"</rdf:RDF>", _PDFUA_XMP)


def declare_wtpdf(pdf: Any) -> None:
    """Declare in the metadata of a PDF/UA-2 file that it is well-tagged PDF (WTPDF) as well.

    Args:
        pdf: The engine's objects of the PDF.
    """
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    stream[0] = stream[0].replace(b"</rdf:RDF>", _WTPDF_XMP)
