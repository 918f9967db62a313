"""What a module defines, by how it has to be run."""

import ast

from rightloss.check.flow.outline import outline


def test_definitions_and_imports_that_nothing_else_binds_stand_alone() -> None:
    made = outline(ast.parse("import os\nfrom a import b, c\ndef f(): ...\nclass C(b): ...\nx = f()\n").body)
    assert len(made.imports) == 2
    assert set(made.definitions) == {"f", "C"}
    assert made.bound == {"x"}


def test_what_is_bound_twice_is_run_in_order() -> None:
    made = outline(ast.parse("from a import f\ndef f(): ...\nif f:\n    def g(): ...\nelse:\n    g = 1\n").body)
    assert not made.imports
    assert not made.definitions
    assert made.bound == {"f", "g"}


def test_equal_imports_bind_the_same() -> None:
    made = outline(ast.parse("import a.b\nimport a.c\nfrom d import e\nfrom d import e\n").body)
    assert (len(made.imports), made.rest) == (4, [])


def test_what_a_decorator_of_the_module_may_note_is_run_in_order() -> None:
    text = "table = {}\ndef register(f):\n    table[f] = 1\n    return f\n@register\ndef g(): ...\n@staticmethod\ndef h(): ...\n"
    made = outline(ast.parse(text).body)
    assert set(made.definitions) == {"register", "h"}
    assert made.bound == {"table", "g"}


def test_every_way_to_bind_a_name_is_seen() -> None:
    text = """
for a, (b, *c) in d: e = 1
with f as g: pass
try:
    import h.i as j
except k as l:
    del m
n += 1
o: int = 2
p.q = r[s] = 3
"""
    assert outline(ast.parse(text).body).bound == {*"abcegjlmno"}
