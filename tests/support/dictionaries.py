"""Pieces of the syntax of formats, to put into files that are spoilt at random."""

from __future__ import annotations


def _listed(text: str) -> tuple[bytes, ...]:
    """Split a text at ¦ into words, in which a backslash escapes characters as in Python."""
    lines = text.strip("\n").split("\n")
    words = "".join(line.strip("\n") for line in lines).split("¦")
    return tuple(word.encode().decode("unicode_escape").encode("latin-1") for word in words if word)


YAML = _listed(
    r"""
: ¦- ¦\n  ¦\n- ¦[¦]¦{¦}¦&a ¦*a¦<<: ¦!!¦! ¦| ¦>-\n¦'¦"¦# ¦---\n¦...\n¦%YAML 1.1\n¦? ¦\\x¦~¦
!!python/name:os.system ¦!!binary |¦!!set {a}¦!!omap [a: 1]¦!!float x¦0x¦0o7¦1:30:00¦2016-02-31¦
2026-12-08T18:30:00+99:00¦.inf¦null¦yes¦true¦1.10¦04109¦1_000¦\\ud800¦a.b: c¦title: ¦lines: ¦
"""
)
TOML = _listed(
    r"""
 = ¦[¦]¦[[a]]\n¦{¦}¦\x22\x22\x22¦'''¦"¦'¦# ¦.¦.a¦, ¦\\u0000¦\\ud800¦\\U0010FFFF¦inf¦-nan¦0x¦
1979-05-27¦07:32¦1979-05-27T07:32:00Z¦true¦[theme]\n¦a.b.c = 1\n¦\n¦{{ ¦{% for ¦../¦
"""
)
CALENDAR = _listed(
    r"""
\r\n ¦\n\t¦\r\n¦BEGIN:VEVENT\r\n¦END:VEVENT\r\n¦BEGIN:¦END:¦;¦:¦=¦,¦"¦\\n¦\\¦FREQ=DAILY¦
FREQ=SECONDLY¦COUNT=¦UNTIL=¦INTERVAL=0¦INTERVAL=¦BYDAY=¦BYSETPOS=-1¦BYMONTHDAY=31¦BYYEARDAY=-366¦
BYWEEKNO=53¦WKST=SU¦RDATE:¦EXDATE:¦TZID=¦/x/Europe/Berlin¦VALUE=DATE¦
RECURRENCE-ID:20261208T183000¦DURATION:-P1D¦DTSTART:00010101¦99991231T235960Z¦X-WR-TIMEZONE:¦
STATUS:CANCELLED\r\n¦CLASS:PRIVATE\r\n¦W. Europe Standard Time¦
"""
)
CSV = _listed(
    r"""
;¦,¦\t¦"¦""¦\n"¦\r¦\r\n¦=cmd|¦@¦<¦>¦email¦xn--¦\xe3\x80\x82¦[127.0.0.1]¦\\¦a@b¦..¦\xef\xbb\xbf¦
\x00¦sep=;\n¦
"""
)
PDF = _listed(
    r"""
<<¦>>¦[¦]¦(¦)¦<¦>¦/¦ 0 R¦ obj¦endobj¦stream\n¦endstream¦xref¦trailer¦startxref¦%%EOF¦null¦true¦
/Type¦/Page¦/Pages¦/Kids¦/Parent¦/Count¦/Length¦/Filter¦/FlateDecode¦/LZWDecode¦/ASCIIHexDecode¦
/DCTDecode¦/JBIG2Decode¦/Predictor 15¦/Font¦/Type3¦/W¦/ToUnicode¦/Widths¦/FontDescriptor¦
/DescendantFonts¦/Encoding¦/Annots¦/MediaBox¦/TrimBox¦/Rotate¦/UserUnit¦/Contents¦/Resources¦
/XObject¦/Form¦/Image¦/SMask¦/ColorSpace¦/Indexed¦/Separation¦/DeviceN¦/ICCBased¦/Pattern¦
/Shading¦/Function¦/FunctionType 4¦{ dup mul }¦/ExtGState¦/BM¦/Encrypt¦/ObjStm¦/Metadata¦
/OutputIntents¦/AcroForm¦/Names¦/OpenAction¦ Do¦ q¦ Q¦ cm¦ BT¦ ET¦ Tj¦ TJ¦ Tf¦ re f¦ sh¦ scn¦
 BI /W 9 ID ¦ EI¦ gs¦ cs¦ d¦ Tz¦ Td¦1 0 R¦2 0 R¦3 0 R¦4 0 R¦<?xpacket¦<rdf:li¦</rdf:Seq>¦dc:title¦
pdfx:¦&#0;¦&#x110000;¦xmlns:¦
"""
)
XML = _listed(
    r"""
<¦>¦</¦/>¦&¦&#0;¦&#x1F;¦&#xD800;¦&a;¦<![CDATA[¦]]>¦<!--¦<!DOCTYPE a [<!ENTITY a 'x'>]>¦="¦"¦
xmlns:¦w:¦text:¦table:¦office:¦
"""
)
WORD = _listed(
    r"""
<w:p>¦</w:p>¦<w:r>¦<w:t>¦</w:t></w:r>¦<w:tab/>¦<w:br/>¦w:val="¦<w:tbl><w:tr><w:tc>¦
</w:tc></w:tr></w:tbl>¦<w:numPr>¦<w:del>¦<w:ins>¦<w:sdt>¦<w:footnoteReference w:id="2"/>¦
<mc:AlternateContent>¦<mc:Fallback>¦<w:txbxContent>¦<w:sym w:char="F0A7"/>¦<w:gridSpan w:val="¦
<w:vMerge/>¦<w:instrText>¦<w:fldChar/>¦
"""
)
ODT = _listed(
    r"""
<text:p>¦</text:p>¦<text:h>¦text:outline-level="¦<text:s text:c="¦<text:tab/>¦
<text:list><text:list-item>¦</text:list-item></text:list>¦<text:note>¦<text:span>¦
table:number-rows-repeated="¦table:number-columns-repeated="¦<table:table-row>¦<table:table-cell>¦
text:start-value="¦<text:soft-page-break/>¦<text:tracked-changes>¦text:continue-numbering="true"¦
<text:line-break/>¦<draw:frame>¦text:style-name="¦
"""
)
FONT = _listed(
    r"""
OS/2¦name¦fvar¦cmap¦glyf¦loca¦head¦hhea¦hmtx¦maxp¦post¦GSUB¦GPOS¦GDEF¦CFF ¦OTTO¦ttcf¦wOFF¦wOF2¦
\x00\x01\x00\x00¦\x00\x00\x00\x00¦\xff\xff\xff\xff¦\x00\xff¦\x00\x01¦\x00\x03\x00\x01\x04\t¦
\x7f\xff\xff\xff¦
"""
)
PICTURE = _listed(
    r"""
IHDR¦PLTE¦IDAT¦IEND¦zTXt¦iTXt¦iCCP¦tRNS¦acTL¦fcTL¦eXIf¦\xff\xd8¦\xff\xd9¦\xff\xda¦\xff\xc0¦
\xff\xc2¦\xff\xdb¦\xff\xc4¦\xff\xe1¦\x00\x00\xff\xff¦\xff\xff\xff\xff¦\x00\x00\x00\x00¦
\xff\xee\x00\x0eAdobe\x00d\x00\x00\x00\x00\x02¦Exif\x00\x00MM\x00*¦
"""
)
SVG = _listed(
    r"""
<g>¦</g>¦<use href='#c'/>¦<use href='#g'/>¦<pattern id='p'>¦<mask id='m'>¦url(#p)¦url(#m)¦url(#g)¦
url(¦viewBox='0 0 0 0'¦transform='matrix(0 0 0 0 0 0)'¦<filter>¦<feOffset dx='1'/>¦
<textPath href='#c'>¦<symbol>¦<marker>¦1e99¦%¦points='¦d='M0 0A'¦<style>¦</style>¦style='¦em¦
font-size='-1'¦<svg>¦
"""
)
TEMPLATE = _listed(
    r"""
{{ ¦ }}¦{% ¦ %}¦{# ¦ #}¦{%- ¦-%}¦{% if ¦{% endif %}¦{% else %}¦{% for x in ¦{% endfor %}¦
{% set x = ¦{% macro m() %}¦{% endmacro %}¦{% raw %}¦{% block main %}¦{% endblock %}¦{% include '¦
{% import '¦{% extends '¦|attr('¦|map(¦|join¦|sort¦|batch(0)¦|slice(0)¦|groupby('x')¦|tojson¦|int¦
|random¦|format(1)¦|xmlattr¦|urlize¦|wordwrap(0)¦|center(99999)¦|sum¦|round(99)¦range(9)¦lipsum()¦
cycler()¦joiner()¦namespace()¦self¦caller()¦loop.x¦.__class__¦[0]¦[::0]¦ ~ ¦ ** ¦ // 0¦ % 0¦'¦"¦(¦
)¦none¦{}¦\n# ¦\n- ¦\n1. ¦\n> ¦\n    ¦**¦_¦`¦[x](¦![¦<b>¦&amp;¦\n\n¦<!-- ¦&#0;¦&#x110000;¦<p>¦
</p>¦[x]: http://a\n¦http://[¦99999999999. a¦
"""
)
STYLE = _listed(
    r"""
{¦}¦:¦;¦(¦)¦[¦]¦@page¦@media¦@import¦@font-face¦@layer¦::marker¦::before¦::first-letter¦
::first-line¦::footnote-marker¦:nth-child(0n)¦:not(¦:is(¦:has(¦display: none;¦display: list-item;¦
display: inline-table;¦display: table-cell;¦display: flex;¦display: grid;¦display: contents;¦
display: inline-flex;¦float: footnote;¦float: right;¦position: running(x);¦position: fixed;¦
columns: 0;¦content: element(x);¦content: string(t);¦content: counter(¦content: target-text(¦
attr(¦calc(1/0)¦var(--w)¦var(--x,¦--x: var(--x);¦env(¦min(¦clamp(¦1e99px¦-1px¦0fr¦
repeat(auto-fill, 0)¦span 9999¦width: 0;¦height: 100000cm;¦font-size: 0;¦size: 0 0;¦
margin: -999cm;¦break-before: recto;¦break-inside: avoid;¦orphans: 99;¦transform: scale(0);¦
line-height: 0;¦letter-spacing: 99cm;¦hyphens: auto;¦direction: rtl;¦writing-mode: vertical-rl;¦
all: initial;¦color: device-cmyk(¦linear-gradient(¦url(¦body::marker { display: none }¦
html { display: none }¦* { float: left }¦\\0¦\\110000¦!important¦
"""
)
JSON = _listed(
    r"""
{¦}¦[¦]¦"¦:¦,¦null¦true¦NaN¦-Infinity¦1e999¦\\ud800¦\\u0000¦../¦/etc/passwd¦"pages"¦"sha256"¦
"files"¦"workspace"¦\n¦
a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/¦
"""
)
XML_OF_DRAWINGS = (*XML, *SVG)
