"""Ways to the root, held against the definition in RFC 6962 written out in full."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.ledger.merkle import Tree
from ledtrad.core.ledger.proofs import Ways, root_of


def leaves(count):
    return [sha256(b"\0" + str(n).encode()).digest() for n in range(count)]


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def head(d):
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\x01" + head(d[:k]) + head(d[k:])).digest()


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), head(d[k:])] if m < k else [*path(m - k, d[k:]), head(d[:k])]


@given(st.integers(1, 70), st.data())
def test_the_way_is_the_one_of_the_standard(size, data):
    d = leaves(size)
    wanted = data.draw(st.sets(st.integers(0, size - 1)))
    ways, tree = Ways(), Tree()
    for n, node in enumerate(d):
        ways.append(node, wanted=n in wanted)
        tree.append(node)
    assert ways.root() == tree.root() == head(d)
    for leaf in wanted:
        assert ways.way(leaf) == path(leaf, d)
        assert root_of(leaf, size, d[leaf], ways.way(leaf)) == tree.root()


@given(st.integers(2, 40), st.data())
def test_another_leaf_or_a_changed_way_leads_elsewhere(size, data):
    d = leaves(size)
    leaf = data.draw(st.integers(0, size - 1))
    ways = Ways()
    for n, node in enumerate(d):
        ways.append(node, wanted=n == leaf)
    way = ways.way(leaf)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != leaf))
    assert led(leaf, size, d[other], way) != ways.root()
    assert led(other, size, d[leaf], way) != ways.root()
    turned = data.draw(st.integers(0, len(way) - 1))
    way[turned] = bytes(32)
    assert led(leaf, size, d[leaf], way) != ways.root()
    assert led(leaf, size, d[leaf], way[:-1]) != ways.root()


def led(*given):
    try:
        return root_of(*given)
    except ValueError:
        return None


def test_what_is_no_leaf_has_no_way():
    ways = Ways()
    with pytest.raises(IndexError):
        ways.way(0)
    with pytest.raises(ValueError, match="leaf"):
        root_of(3, 3, bytes(32), [])
