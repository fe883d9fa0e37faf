"""Whether a text denies what the engine says, or says what it denies.

No grammar: clauses are laid side by side by the words they share. Where the engine's denies and the nearest clause of
the text holds nothing that denies or lacks, the denial was lost; where a clause of the text denies and the nearest of
the material holds nothing of the kind, it was made up. Both only where the two say nearly the same otherwise: whoever
finds other words denies other things (*not answered yet* of what waits). And where one says *above* and all the other
says is *below*, the direction was turned.
"""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import Clause
from .language import Language

_SHARED = 2
"""Words that two clauses share when they speak of the same."""
_SAME = 0.7
"""Share of its words from which a clause is the other one turned round, and no other one."""

_WORDING = 0.6
"""Share of the words of the longer one that a denial and what lost it have in common."""
_LITERAL = 3
"""Words of the shortest denial that is known again word for word."""
_ALIKE = 0.75
"""Share of all words of two clauses that they have in common when one is the other but for what denied."""


def turned(
    own: Sequence[Clause],
    cited: Sequence[Clause],
    material: Sequence[Clause],
    said: Sequence[Clause],
    *,
    short: bool,
) -> bool:
    """Return whether `said` turns something round.

    Args:
        own: What the engine says in the text that was to be worded anew.
        cited: What the evidence says.
        material: All that facts may come from.
        said: The text.
        short: Whether it is a title, where one word more or less is all there is.
    """
    return (
        any(_lost(one, own, (*own, *cited), said) for one in own if one.denies)
        or _whole(own, said)
        or any(_left_out(one, own, said) for one in own if one.denies)
        or any(_made_up(one, own, cited, said) for one in said if one.denies and not one.asks)
        or (short and any(map(_avoids, said)) and not any(one.lacks or _avoids(one) for one in own))
        or _counted_in(own, said)
        or _every_one(own, said)
        or _opposite(own, material, said)
    )


def _lost(denial: Clause, own: Sequence[Clause], material: Sequence[Clause], said: Sequence[Clause]) -> bool:
    nearest = max(said, key=lambda one: _shared(one, denial), default=None)
    if nearest is None or nearest.asks or _shared(nearest, denial) < _SHARED:
        return False
    if _shared(nearest, denial) < _WORDING * max(len(denial.about), len(nearest.about)):
        return False
    # What lacks in both is no stand-in for what is denied in one.
    if nearest.denials or nearest.bounds - denial.bounds:
        return False
    if any(one.denies and _unsaid(one, [o for o in own if o.denies]) for one in said):
        # It moved: "No reaction? Ask a colleague whether they still own the project."
        return False
    # It may as well be the wording of a clause that never denied.
    near = _shared(nearest, denial)
    return not any(_shared(nearest, one) >= near for one in material if not one.denies)


def _whole(own: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Whether both are the same words, and one denies where the other neither denies nor lacks anything."""
    theirs, told = (frozenset[str]().union(*(one.unsaid for one in part)) for part in (own, said))
    if len(theirs & told) < max(_LITERAL, _ALIKE * len(theirs | told)):
        return False
    lost = any(one.denies for one in own) and not any(one.bounds or one.denials for one in said)
    made_up = any(one.claims_not for one in said) and not any(one.bounds or one.denials for one in own)
    return (lost or made_up) and not any(one.asks for one in said)


def _left_out(denial: Clause, own: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Whether a clause of the text is the denial word for word, but for what denied: *we have that function*."""
    if len(denial.unsaid) < _LITERAL or any(denial.unsaid <= one.unsaid for one in own if not one.denies):
        return False
    return any(
        len(one.unsaid & denial.unsaid) >= _ALIKE * len(one.unsaid | denial.unsaid)
        for one in said
        if not one.denials and not one.asks and not one.bounds - denial.bounds
    )


def _made_up(denial: Clause, own: Sequence[Clause], cited: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Look at what was to be worded first, and where that speaks of something else at what is cited."""
    for clauses in (own, cited):
        near = max((_shared(denial, one) for one in clauses), default=0)
        if near >= _SHARED:
            if near < _SAME * len(denial.about):
                return False
            nearest = [one for one in clauses if _shared(denial, one) == near]
            if not denial.claims_not and not any(denial.without & one.about for one in nearest):
                return False
            if any(one.lacks or one.words.either.search(one.sentence) for one in nearest):
                return False
            # What the engine denies elsewhere may have moved here: "no answer since the last call".
            return not any(_unsaid(one, said) for one in own if one.denies)
    return False


def _counted_in(own: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Whether somebody is among those whom the engine says they are not: three opened it, among them the buyer."""
    so = frozenset[str]().union(*(one.about for one in own if not one.lacks))
    not_so = frozenset[str]().union(*(one.about for one in own if one.denies)) - so
    return any(
        one.about & not_so and one.words.among.search(one.text) and not one.lacks and not one.denials
        for one in said
    )


def _every_one(own: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Whether all have done what the engine says of none: both have seen the contract."""
    so, not_so = ([one for one in own if one.denies is denied] for denied in (False, True))
    for one in said:
        if not one.words.all_of.search(one.text) or one.lacks or one.denials or one.asks:
            continue
        near, other = (max((_shared(one, that) for that in part), default=0) for part in (not_so, so))
        if near > other:
            return True
    return False


def _unsaid(denial: Clause, said: Sequence[Clause]) -> bool:
    return all(_shared(denial, one) < _SHARED for one in said)


def _avoids(one: Clause) -> bool:
    return bool(one.words.avoids.search(one.words.idle.sub(" ", one.text)))


def _opposite(own: Sequence[Clause], material: Sequence[Clause], said: Sequence[Clause]) -> bool:
    if not own or any(one.denies for one in (*own, *said)):
        return False
    words: Language = own[0].words
    engine, all_of_it, text = (" ".join(one.text for one in part) for part in (own, material, said))
    for pair in words.poles:
        for here, there in (pair, pair[::-1]):
            new = here.search(text) and not here.search(all_of_it)
            if new and there.search(engine) and not there.search(text):
                return True
    return False


def _shared(one: Clause, other: Clause) -> int:
    return len(one.about & other.about)
