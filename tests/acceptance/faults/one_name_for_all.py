"""A certificate's name says the drive's tag and nothing else (nwipe 676)."""

from coordi_wipe.station import papers

papers.file_name = lambda evidence: f"certificate-{evidence.tag}.pdf"
