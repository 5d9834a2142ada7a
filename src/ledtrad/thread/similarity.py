"""Which goals say nearly the same thing, judged by their words. No database, no meaning: a person decides.

Swedish inflects and compounds, so words are compared by a light stem (arbetslösheten, arbetslöshet →
arbetslö) and, where the stems differ, by the parts they share (ungdomsarbetslöshet) or by being
misspellings of each other. Words that every steering document uses say little about what a goal is about:
the smallest count for nothing, and words of direction (ska, öka, minska, stärka, samverka) for a fraction.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

Id = TypeVar("Id", bound=Hashable)

THRESHOLD = 60
"""Enough in common to be shown. See `similar_pairs`."""


def _listed(words: str) -> list[str]:
    return words.split()


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")

_OF_A_MUNICIPALITY = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+s? (?=(?:kommun|stad)(?:s|en|ens)?\b)")
"""The name in "Lunds kommun", which distinguishes nothing within one municipality."""

_NOTHING = frozenset(
    _listed(
        """
    alla allt andra andel antal att av bland blir bli de dem den denna deras dess det detta dit då där
    därigenom efter ej eller en enligt ett exempelvis flera från får få för genom ges gör göra ha har
    hos hur i inklusive inom inte jämfört kan kring man med mellan mer mest mot mål målet målen måste
    mycket nya när och om oss på rad samt sig sin sina sitt ska skall som så till tillsammans under upp
    ur ut utan utifrån vad var vara varje vi via vid vilka vilken vilket vårt våra vår än är åt år året
    över
    """
    )
)
_DIRECTION_WORDS = _listed(
    """
    aktiv arbet bedriv bidra bra bätt behov behåll erbjud fler finn fortsätt fortsatt främj förbättr
    förstärk förutsättning förändr genomför ge god grupp gå hög höj insats invån klara kommun kommunal
    kvalitet leda medborg minsk motverk möjlig nivå nå person prioriter påbörj region sammanhåll
    samarbet samverk samordn skap skydd stark stå större stärk stöd stödj säkerställ säkr tillgod
    tillgäng tillräck tidig uppfyll upplev utveckl verk verksam vidareutveckl värn öka ökad ökan ökar
    ökas ökning
    """
)
_DIRECTION_WEIGHT = 0.3

_ENDINGS = sorted(
    _listed(
        """
    heterna heten heter hetens hets het ningarna ningens ningen ningar nings ning ingarna ingens ingen
    ingar ings ing elserna elsens elsen elser elses else arens arnas arna arne aren ares ars are ar
    ernas erna ernes eras eren ers er ornas orna ors or anden andes ande anden andena ades aden ade an
    at ad as a enas ena ens en es ets et ta t e s
    """
    ),
    key=len,
    reverse=True,
)
_SHORTEST_STEM = 4
_GRAM = 4
_ALIKE = 0.8
"""How much of the shorter stem must be found in the longer for a compound to count."""
_COMPOUND_WORTH = 0.8
"""What a part shared by two compounds is worth against the same word in both."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[Id]):
    """Two texts with much wording in common, in the order they were given; score 0–100."""

    a: Id
    b: Id
    score: float


def similar_pairs(
    texts: Mapping[Id, str], threshold: float = THRESHOLD, *, names: Collection[str] = ()
) -> list[Pair[Id]]:
    """Pairs that score at least `threshold`, the most alike first.

    100 is the same words, whatever their order and inflection. 60 means that about a third of what is said,
    by weight, is said in both: two goals about unemployment of which one also speaks of inclusion, the other
    of competence supply. Below 50 goals
    usually share no more than the trade's common words. `names` are words that distinguish nothing here; the
    name in "Lunds kommun" is left out anyway. A thousand goals take well under a second, because only pairs
    with a telling word in common are looked at.
    """
    ignored = frozenset(_stem(name.lower()) for name in names)
    keys = list(texts)
    words = [_telling(texts[key], ignored) for key in keys]
    weights = _weights(words)
    totals = [sum(weights[stem] for stem in sorted(stems)) for stems in words]
    scored = [
        (-round(score, 1), one, other)
        for one, other, common in _with_much_in_common(words, weights, totals, (threshold / 100) ** 2)
        if (score := _score(common, totals[one], totals[other])) >= threshold
    ]
    return [Pair(keys[one], keys[other], -minus) for minus, one, other in sorted(scored)]


def _score(common: float, one: float, other: float) -> float:
    """Between how much of the shorter text is found in the other and how much of both is common.

    The square root spreads out the lower half, where goals that overlap in one of two subjects lie.
    """
    contained, of_both = common / min(one, other), 2 * common / (one + other)
    return 100 * math.sqrt(min(1.0, (contained + 3 * of_both) / 4))


# ── Words ────────────────────────────────────────────────────────────────────


def _telling(text: str, ignored: Collection[str]) -> frozenset[str]:
    """The stems that say something."""
    found = (word.replace("-", "") for word in _WORD.findall(_OF_A_MUNICIPALITY.sub("", text).lower()))
    stems = {_stem(word) for word in found if word not in _NOTHING}
    return frozenset(stem for stem in stems if stem not in ignored and len(stem) > 1)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The word without its endings, lightly: what is left need not be a word, only the same for all forms."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("s") if len(word) > _SHORTEST_STEM and not word.endswith("ss") else word


_DIRECTIONS = frozenset(_DIRECTION_WORDS) | frozenset(_stem(word) for word in _DIRECTION_WORDS)


def _weights(texts: Iterable[frozenset[str]]) -> dict[str, float]:
    """What each stem is worth: more if long (compounds are precise) and if rare among these texts."""
    found = list(texts)
    count = Counter(stem for stems in found for stem in stems)
    return {
        stem: min(len(stem), 12)
        * (_DIRECTION_WEIGHT if _is_direction(stem) else 1.0)
        * math.log(1 + (len(found) + 50) / (uses + 5))
        for stem, uses in count.items()
    }


def _is_direction(stem: str) -> bool:
    return stem in _DIRECTIONS


# ── What two texts share ─────────────────────────────────────────────────────


def _relatives(weights: Mapping[str, float]) -> dict[str, list[tuple[str, float]]]:
    """For each telling stem those that share a part with it or are misspelt, and what that is worth."""
    telling = [stem for stem in weights if len(stem) > _GRAM and not _is_direction(stem)]
    grams = {stem: {stem[i : i + _GRAM] for i in range(len(stem) - _GRAM + 1)} for stem in telling}
    holders: dict[str, list[str]] = defaultdict(list)
    for stem, parts in grams.items():
        for part in parts:
            holders[part].append(stem)
    relatives: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for stem, parts in grams.items():
        common = Counter(other for part in parts for other in holders[part] if other > stem)
        for other, count in common.items():
            worth = _likeness(stem, other, count / min(len(parts), len(grams[other])))
            if worth:
                relatives[stem].append((other, worth))
                relatives[other].append((stem, worth))
    return relatives


def _likeness(one: str, other: str, overlap: float) -> float:
    if overlap >= _ALIKE:
        shorter, longer = sorted((len(one), len(other)))
        return _COMPOUND_WORTH if shorter >= 6 or shorter / longer > 0.6 else 0.0
    if overlap >= 0.4 and min(len(one), len(other)) >= 7:
        alike = Levenshtein.normalized_similarity(one, other, score_cutoff=0.85)
        return alike if alike >= 0.85 else 0.0
    return 0.0


def _with_much_in_common(
    words: Sequence[frozenset[str]], weights: Mapping[str, float], totals: Sequence[float], least: float
) -> Iterator[tuple[int, int, float]]:
    """Pairs of places with the weight of what they share, if that may be `least` of the shorter text."""
    relatives = _relatives(weights)
    directions = [frozenset(filter(_is_direction, stems)) for stems in words]
    # A text of nothing but directions says just those.
    telling = [stems - set_aside or stems for stems, set_aside in zip(words, directions, strict=True)]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, stems in enumerate(telling):
        for stem in stems:
            holders[stem].append(place)
    for place, stems in enumerate(telling):
        gains: dict[int, float] = defaultdict(float)
        for stem in sorted(stems):
            _add_gains(gains, stem, words[place], weights, relatives, holders)
        besides = directions[place] - stems
        at_most = sum(weights[stem] for stem in besides)
        for other, gain in gains.items():
            if other > place and gain + at_most >= least * min(totals[place], totals[other]):
                also = besides & directions[other]
                yield place, other, gain + sum(weights[stem] for stem in sorted(also))


def _add_gains(
    gains: dict[int, float],
    stem: str,
    stems: frozenset[str],
    weights: Mapping[str, float],
    relatives: Mapping[str, list[tuple[str, float]]],
    holders: Mapping[str, list[int]],
) -> None:
    """Add what `stem` has in common with every other text: itself, or its nearest relative there."""
    best: dict[int, float] = dict.fromkeys(holders[stem], weights[stem])
    for relative, worth in relatives.get(stem, ()):
        if relative not in stems:
            value = min(weights[stem], weights[relative]) * worth
            for other in holders[relative]:
                best[other] = max(best.get(other, 0.0), value)
    for other, value in best.items():
        gains[other] += value
