"""Declarations of a PDF/X file: output intent, version, metadata (ISO 15930)."""

from __future__ import annotations

import datetime as dt
import uuid
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, String

from reports.content.press_profile import PressProfile


def declare_pdfx(pdf: Pdf, profile: PressProfile, icc: bytes, on: dt.date, digest: bytes) -> None:
    """Write output intent, version keys, title and dates, and empty the rest of the catalogue.

    ``digest`` identifies the content: its first 16 bytes become the document's UUID.
    """
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        title = str(metadata.get("dc:title") or pdf.docinfo.get("/Title") or profile.name)
    producer = str(pdf.docinfo.get("/Producer", "Handzettel"))
    root = pdf.Root
    for key in list(root.keys()):
        if key not in ("/Type", "/Pages"):
            del root[key]
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(profile.condition),
        OutputCondition=String(profile.condition_name),
        RegistryName=String("http://www.color.org"),
        Info=String(profile.condition_name),
        DestOutputProfile=pdf.make_stream(icc, N=4),
    )
    root.OutputIntents = Array([pdf.make_indirect(intent)])
    xmp = _xmp(title, producer, profile, on, uuid.UUID(bytes=digest[:16]))
    root.Metadata = pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)
    day = String(f"D:{on:%Y%m%d}000000Z")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(title),
            Creator=String("Handzettel"),
            Producer=String(producer),
            CreationDate=day,
            ModDate=day,
            Trapped=Name("/False"),
            GTS_PDFXVersion=String(profile.standard.version),
        )
    )


def _xmp(
    title: str, producer: str, profile: PressProfile, on: dt.date, document: uuid.UUID
) -> bytes:
    """Return the XMP metadata of a PDF/X file, dated at midnight UTC of a day."""
    stamp = f"{on.isoformat()}T00:00:00Z"
    version = profile.standard.version
    text = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>Handzettel</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<xmp:MetadataDate>{stamp}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>{escape(producer)}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>{version}</pdfxid:GTS_PDFXVersion>
<pdfx:GTS_PDFXVersion>{version}</pdfx:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
    return text.encode()
