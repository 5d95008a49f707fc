"""Small lies about a source file, one at a time: each mutant is the file with one thing changed."""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_SWAPPED: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.FloorDiv: ast.Mult,
}
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min", "lowest": "max"}
_LEFT_ALONE = {"annotation", "returns", "decorator_list", "bases", "ctx"}


@dataclass(frozen=True)
class Mutant:
    """`key` says what was changed, and stays the same when lines move."""

    key: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of this file."""
    tree = ast.parse(source)
    lines = source.splitlines()
    seen: Counter[str] = Counter()
    for place, line, before, after in _changes(tree, "", 1):
        text = f"{place}: `{lines[line - 1].strip()}`: {before} => {after}"
        seen[text] += 1
        key = text if seen[text] == 1 else f"{text} ({seen[text]})"
        yield Mutant(key, ast.unparse(ast.fix_missing_locations(tree)))


def _changes(node: ast.AST, place: str, line: int) -> Iterator[tuple[str, int, str, str]]:
    """Changes the tree in place, yields what was changed, and changes it back."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        place = node.name
    line = getattr(node, "lineno", line)
    for field, value in ast.iter_fields(node):
        if field in _LEFT_ALONE or (field == "keywords" and isinstance(node, ast.ClassDef)):
            continue
        items = value if isinstance(value, list) else [value]
        for index, child in enumerate(items):
            if (
                not isinstance(child, ast.AST)
                or isinstance(child, ast.Import | ast.ImportFrom)
                or _is_words(child)
            ):
                continue
            for new in _VARIANTS.get(type(child), _none)(child):
                _put(node, field, index, [new])
                at = getattr(child, "lineno", line)
                yield (
                    place,
                    at,
                    ast.unparse(child),
                    ast.unparse(ast.fix_missing_locations(copy.deepcopy(new))),
                )
                _put(node, field, index, [child])
            if isinstance(value, list) and len(value) > 1 and _can_go(node, field):
                value.pop(index)
                yield place, getattr(child, "lineno", line), _words(child), "(gone)"
                value.insert(index, child)
            yield from _changes(child, place, line)


def _none(_: ast.AST) -> list[ast.AST]:
    return []


def _put(node: ast.AST, field: str, index: int, new: list[ast.AST]) -> None:
    value = getattr(node, field)
    if isinstance(value, list):
        value[index : index + 1] = new
    else:
        setattr(node, field, new[0])


def _words(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _is_words(node: ast.AST) -> bool:
    """A docstring, or the words of a Literal type, which only a type checker reads."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == "Literal"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _can_go(node: ast.AST, field: str) -> bool:
    """Whether a list may lose one of its items: operands, elements, cases."""
    whole = (
        (ast.BoolOp, "values"),
        (ast.Tuple, "elts"),
        (ast.List, "elts"),
        (ast.Set, "elts"),
        (ast.Match, "cases"),
    )
    return any(isinstance(node, kind) and field == name for kind, name in whole)


def _constant(node: ast.Constant) -> list[ast.AST]:
    match node.value:
        case bool(value):
            return [ast.Constant(not value)]
        case int(value):
            return [ast.Constant(value + 1), ast.Constant(value - 1)]
        case str(value):
            return [ast.Constant(f"{value}-mutant")]
    return []


def _compare(node: ast.Compare) -> list[ast.AST]:
    swapped = [[*node.ops[:i], _SWAPPED[type(op)](), *node.ops[i + 1 :]] for i, op in enumerate(node.ops)]
    return [ast.Compare(node.left, ops, node.comparators) for ops in swapped]


def _binary(node: ast.BinOp) -> list[ast.AST]:
    if isinstance(node.op, ast.BitOr):  # a union of types
        return [node.left, node.right]
    return [ast.BinOp(node.left, _SWAPPED[type(node.op)](), node.right)]


def _call(node: ast.Call) -> list[ast.AST]:
    if not isinstance(node.func, ast.Name) or node.func.id not in _NAMES:
        return []
    return [ast.Call(ast.Name(_NAMES[node.func.id], ast.Load()), node.args, node.keywords)]


def _says_nothing(node: ast.Return) -> bool:
    return node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)


def _if(node: ast.If) -> list[ast.AST]:
    return [
        ast.If(test, node.body, node.orelse)
        for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(False))
    ]


def _loop_filter(node: ast.comprehension) -> list[ast.AST]:
    return [ast.comprehension(node.target, node.iter, [], 0)] if node.ifs else []


_VARIANTS: dict[type, Callable[[Any], list[ast.AST]]] = {
    ast.Constant: _constant,
    ast.Compare: _compare,
    ast.BoolOp: lambda node: [ast.BoolOp(_SWAPPED[type(node.op)](), node.values)],
    ast.BinOp: _binary,
    ast.UnaryOp: lambda node: [node.operand],
    ast.IfExp: lambda node: [node.body, node.orelse],
    ast.Call: _call,
    ast.If: _if,
    ast.comprehension: _loop_filter,
    ast.match_case: lambda node: [ast.match_case(node.pattern, None, node.body)] if node.guard else [],
    ast.MatchOr: lambda node: node.patterns,
    ast.Return: lambda node: [] if _says_nothing(node) else [ast.Return(ast.Constant(None))],
    ast.Assign: lambda _: [ast.Pass()],
    ast.AugAssign: lambda _: [ast.Pass()],
    ast.Expr: lambda _: [ast.Pass()],
    ast.Continue: lambda _: [ast.Pass()],
}
"""What may stand in the place of a node of this kind."""
