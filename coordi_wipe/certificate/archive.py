"""Makes a drawn page an archive: PDF/A-3a and PDF/UA-1, with evidence.json attached."""

import datetime
import io
from typing import Any
from xml.sax.saxutils import escape

from coordi_wipe import __version__
from coordi_wipe.certificate import evidence_file, tags
from coordi_wipe.certificate.resources import resource
from coordi_wipe.certificate.turn import alone
from coordi_wipe.model.base import Base

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><pdf:Producer>{tool}</pdf:Producer>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class Labels(Base, frozen=True):
    """What a file says of itself: `language` as BCP 47, `moment` in UTC (the evidence's, not now)."""

    title: str
    author: str
    subject: str
    attachment: str  # what evidence.json is, in words
    language: str
    moment: datetime.datetime


@alone
def archive(drawn: bytes, document: tags.Element, evidence: bytes, labels: Labels) -> bytes:
    """The drawn page as PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1). Same input, same bytes."""
    import pikepdf

    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        tags.attach(pdf, document)
        _describe(pdf, labels)
        _colours(pdf)
        _attach_evidence(pdf, evidence, labels)
        out = io.BytesIO()
        pdf.save(
            out,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return out.getvalue()


def _describe(pdf: Any, labels: Labels) -> None:
    """Document information and XMP that say the same (ISO 19005-3, 6.6.2.3)."""
    from pikepdf import Dictionary, Name, Stream, String

    tool = f"coordi-wipe {__version__}"
    moment = labels.moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    xmp = _XMP.format(
        title=escape(labels.title),
        author=escape(labels.author),
        subject=escape(labels.subject),
        language=labels.language,
        tool=tool,
        moment=moment,
    )
    metadata = Stream(pdf, xmp.encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    info = {"Title": labels.title, "Author": labels.author, "Subject": labels.subject}
    info |= {"Creator": tool, "Producer": tool}
    info |= dict.fromkeys(("CreationDate", "ModDate"), _pdf_date(labels.moment))
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for name, value in info.items():
        pdf.docinfo["/" + name] = String(value)
    pdf.Root.Lang = String(labels.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _pdf_date(moment: datetime.datetime) -> str:
    return moment.strftime("D:%Y%m%d%H%M%S+00'00'")


def _colours(pdf: Any) -> None:
    """Says what the page's red, green and blue are: sRGB (ISO 19005-3, 6.2.3)."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    profile = Stream(pdf, resource("icc", "sRGB.icc").read_bytes())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _attach_evidence(pdf: Any, evidence: bytes, labels: Labels) -> None:
    from pikepdf import Array, AttachedFileSpec, Name

    moment = _pdf_date(labels.moment)
    spec = AttachedFileSpec(
        pdf,
        evidence,
        filename=evidence_file.NAME,
        mime_type="application/json",
        description=labels.attachment,
        relationship=Name.Data,
        creation_date=moment,
        mod_date=moment,
    )
    pdf.attachments[evidence_file.NAME] = spec
    pdf.Root.AF = Array([spec.obj])
