"""The structure of a page: what each drawn piece is, so that it can be read aloud (PDF/UA-1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Element:
    """One structure element: its children are elements, or numbers of marked content (MCID).

    `alternative` says a Figure in words; `box` is where it stands, in points.
    """

    tag: str
    children: "list[Element | int]" = field(default_factory=list)
    alternative: str = ""
    box: tuple[float, float, float, float] | None = None

    def marked(self) -> "Iterator[tuple[int, Element]]":
        """Every piece of marked content below, with the element that holds it."""
        for child in self.children:
            if isinstance(child, int):
                yield child, self
            else:
                yield from child.marked()


def attach(pdf: Any, document: Element) -> None:
    """Writes the structure tree of a one-page PDF (pikepdf) into it (ISO 32000-1, 14.7)."""
    from pikepdf import Array, Dictionary, Name

    page = pdf.pages[0].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made: dict[int, Any] = {}
    root.K = Array([_node(pdf, document, root, page, made)])
    parents = Array([made[number] for number, _ in sorted(document.marked(), key=lambda item: item[0])])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, pdf.make_indirect(parents)])))
    root.ParentTreeNextKey = 1
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    page.StructParents = 0
    page.Tabs = Name.S


def _node(pdf: Any, element: Element, parent: Any, page: Any, made: dict[int, Any]) -> Any:
    """One element and all below it; `made` gathers which object holds each piece of marked content."""
    from pikepdf import Array, Dictionary, Name, String

    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.tag), P=parent, Pg=page))
    kids: list[Any] = []
    for child in element.children:
        if isinstance(child, int):
            made[child] = node
            kids.append(child)
        else:
            kids.append(_node(pdf, child, node, page, made))
    node.K = Array(kids)
    if element.tag == "TH":
        node.A = Dictionary(O=Name.Table, Scope=Name.Row)
    if element.alternative:
        node.Alt = String(element.alternative)
    if element.box is not None:
        box = Array([round(edge, 2) for edge in element.box])
        node.A = Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)
    return node
