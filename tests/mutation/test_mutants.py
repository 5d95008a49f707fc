"""The mutator changes one thing at a time, says which, and leaves nothing behind."""

import ast

from mutation.mutants import mutants

SOURCE = '''"""A file."""
LIMIT = 3


def small(value: int | None) -> bool:
    """Whether it is small."""
    if value is None:
        return False
    return 0 <= value < LIMIT and any(value != other for other in (1, 2) if other)
'''


def test_each_mutant_differs_from_the_file_and_from_all_others() -> None:
    made = list(mutants(SOURCE))
    assert len({mutant.key for mutant in made}) == len(made) > 15
    plain = ast.unparse(ast.parse(SOURCE))
    assert all(mutant.source != plain for mutant in made)
    for mutant in made:
        compile(mutant.source, "mutant", "exec")


def test_a_mutant_changes_one_line() -> None:
    plain = ast.unparse(ast.parse(SOURCE)).splitlines()
    changed = [
        sum(a != b for a, b in zip(plain, m.source.splitlines(), strict=False)) for m in mutants(SOURCE)
    ]
    one_line = [
        count
        for count, mutant in zip(changed, mutants(SOURCE), strict=True)
        if count == 1 or "pass" in mutant.key
    ]
    assert len(one_line) == len(changed)


def test_mutants_are_the_lies_that_matter() -> None:
    keys = {mutant.key.split("`: ")[1] for mutant in mutants(SOURCE)}
    assert {
        "3 => 4",
        "False => True",
        "value is None => value is not None",
        "0 <= value < LIMIT => 0 < value < LIMIT",
        "0 <= value < LIMIT => 0 <= value <= LIMIT",
        "0 <= value < LIMIT => (gone)",
    } <= keys
    assert any(
        "any(" in key.split(" => ")[0] and "all(" in key.split(" => ")[1] for key in keys if " => " in key
    )
    assert not any("small." in key or "int | None" in key for key in keys), (
        "words and annotations are left alone"
    )
