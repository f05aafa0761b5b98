"""How sure we are that every side supports something: P_bridge in its threshold form (Beta posteriors, exact)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, exp, lgamma, log, log1p

DIGITS = 12
"""Two scores equal to this many digits are a tie: no room is sure of more."""
LARGE = 1000
"""Above so many readers a binomial coefficient is no float any more, and logarithms are exact enough."""


def p_above(agreed: int, seen: int, threshold: Fraction | float = Fraction(1, 2)) -> float:
    """P(rate > threshold) for a flat Beta(1,1) prior after `agreed` of `seen`: P(Bin(seen + 1, t) <= agreed).

    Source: DECISIONS.md, two orders. Raises ValueError unless 0 <= agreed <= seen and 0 <= threshold <= 1.
    """
    if not 0 <= agreed <= seen:
        raise ValueError(f"agreed {agreed} of seen {seen}")
    t = float(threshold)
    if not 0.0 <= t <= 1.0:
        raise ValueError(f"threshold {threshold}")
    if t in (0.0, 1.0):
        return 1.0 - t
    n = seen + 1
    return min(1.0, sum(_chance(i, n, t) for i in range(agreed + 1)))


def _chance(i: int, n: int, t: float) -> float:
    """P(Bin(n, t) = i)."""
    if n <= LARGE:
        return comb(n, i) * t**i * (1.0 - t) ** (n - i)
    return exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(t) + (n - i) * log1p(-t))


def p_bridge(cells: Sequence[tuple[int, int]], threshold: Fraction | float = Fraction(1, 2)) -> float:
    """The product of `p_above` over (agreed, seen) of every cell: sure only where all sides are."""
    product = 1.0
    for agreed, seen in cells:
        product *= p_above(agreed, seen, threshold)
    return product


def tie_groups(scores: Sequence[float]) -> list[list[int]]:
    """Indexes of `scores`, best first, equal ones together; inside a group in rising order."""
    groups: dict[float, list[int]] = {}
    for index, score in enumerate(scores):
        groups.setdefault(round(score, DIGITS), []).append(index)
    return [groups[score] for score in sorted(groups, reverse=True)]
