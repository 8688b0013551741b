"""Names of totals: which values of a column stand for all the others, so that both are never added.

A guess from words, which a case can correct; what a publisher's own totals are, its reader knows.
"""

import re
from collections.abc import Collection, Sequence

from detente.terms.beside import Beside
from detente.terms.groups import (
    COUNTRIES,
    MEXICAN_STATES,
    STATES_OF_US,
    is_group,
    members_among,
)
from detente.terms.nested import nested_in
from detente.terms.spelling import plain, spelling_key


def _words(text: str) -> frozenset[str]:
    return frozenset(spelling_key(text).split())


_ALONE = _words(
    "ukupno 全国 전국 bund federacion country republica aggregate totality "
    "combinado conjunto nationally countrywide all any both combined entire everything global "
    "grand national nationwide overall subtotal sum "
    "total totals whole world worldwide mundial mundo nacional pais suma todas todo todos "
    "gesamt ensemble insgesamt summe totale totali totaal toplam razem ogółem celkem összesen "
    "yhteensä totalt alle tous toutes tutti tutte "
    "всего итого всього усього 合计 总计 全部 合計 総計 "
    "总数 計 计 합계 총계 ytd cumulative cumulated acumulado acumulada kumuliert cumulé"
)
"""Words that are a total where they are the whole name."""
_WITHIN = _words(
    "total totals subtotal overall todos todas insgesamt ytd cumulative acumulado acumulada "
    "всего итого"
)
"""Words that make a total of a name that begins or ends with them."""
_BEFORE = _words(
    "all both ambos ambas any entire whole todo toda alle tous toutes tout toute tutti tutte tutto"
)
"""Words that make a total of a name that begins with them."""
_REST = _words(
    "but except excluding excl excepto not others other otros otras rest "
    "ohne sin sauf autres andere anderen altri altre resto demás salvo"
)
"""Words of names that stand for what is left over, or without something."""
_UNITED_STATES = frozenset(
    {
        "us",
        "usa",
        "u s",
        "u s a",
        "ee uu",
        "eeuu",
        "united states",
        "united states of america",
        "estados unidos",
    }
)
_NATIONS = frozenset({"estados unidos mexicanos", "republica mexicana"})
"""Names of nations that none of their states bears; `México` is a state too."""
_COUNTRIES = _words(
    "mexico china germany deutschland alemania canada usa us colombia india france spain espana "
    "italy italia poland polska brazil brasil japan 中国 россия russia"
) | {"united states", "united states of america", "estados unidos", "united kingdom"}
"""Countries of which statistics of their parts are met with most; one of them is the whole among
names that are no country's."""
_BESIDE_COUNTRIES = _words("world taiwan vietnam pakistan") | {
    "hong kong",
    "hong kong sar",
    "macau",
}
_UNION = frozenset({"eu27", "eu 27", "eu28", "eu 28", "eu", "european union", "ue27", "ue 27"})
_STATES = re.compile(
    r"(?:\d+|fifty) (?:us )?(?:states|estados|entidades|countries|paises|provinces|lander)(?: .*)?"
)
_TO_DATE = re.compile(r".*\b(?:year to date|to date|al dia de hoy|a la fecha)")
_PART = re.compile(
    r"(?:of which|of whom|of these|including|thereof|de los cuales|de las cuales|de los que|"
    r"de ellos|davon|darunter|dont|di cui|w tym|в том числе|其中)\b.*"
)
_PART_WITHIN = re.compile(
    r"\b(?:of which|of whom|of these|thereof|de los cuales|de las cuales|davon|darunter|w tym|"
    r"в том числе|其中)\b"
)
_STATES_OF_US = frozenset([*STATES_OF_US, *STATES_OF_US.values()]) | _words(
    "northeast midwest south west"
)
_MORE = re.compile(
    r"(?P<base>.*?)\W+(?:incl|including|inclusive|plus|with|incluyendo|incluido|incluidos|con)\b\W*"
    r"(?P<added>.*)"
)
_BOTH = re.compile(r"\s*(?:,|;|/|&|\+|\b(?:and|plus|y|e|und|et)\b)\s*")
_KIN = _words(
    "analogs analogues related compounds derivatives substances salts similares derivados analogos"
)
_GENERIC = _words(
    "all total totals grand sum overall the of in by and de del la el los las y general drug "
    "drugs substance substances seizure seizures seized death deaths report reports state states "
    "area areas region regions sector sectors office offices item items case cases event events "
    "age ages sex sexes gender person persons people victim victims homicide homicides incident "
    "incidents category categories type types group groups amount quantity weight value count "
    "counts number pounds lb lbs kg kilograms us usa united country countries national nation "
    "nationwide world border borders county counties province provinces nacional pais estado "
    "estados entidad entidades droga drogas caso casos victimas homicidios decomisos republica "
    "mexico sexos edades municipios meses months year years period agencies agency components "
    "component ports modes jurisdictions districts races origins sources exhibits laboratories "
    "labs"
)
"""Words that say of a total only what is counted, or what it is counted by."""


def is_whole(name: str, beside: Beside) -> bool:
    """Whether a name stands for all the others beside it in its column.

    An empty name does: the figure is then about the whole. So do `Total`, `All drugs` or `Total
    nacional`, and a country among its own states; but not `All other drugs`, nor `Total opioid
    antagonists` where none of these stands beside it.
    """
    words = plain(name).split()
    spelled = " ".join(words)
    if not words or _STATES.fullmatch(spelled) or _TO_DATE.match(spelled):
        return True
    if _REST & set(words):
        return False
    if len(words) == 1 and words[0] in _ALONE | _BEFORE:
        return True
    if len(words) > 1 and (words[0] in _BEFORE or _WITHIN & set(words)):
        if not beside.has_others(name) or not is_group(_counted(words)):
            return True
        return bool(parts_of(name, beside))
    if spelled not in _NATIONS | _UNITED_STATES | _COUNTRIES | _UNION:
        return False
    others = beside.without(name)
    if spelled in _NATIONS or (spelled in _UNITED_STATES and others & _STATES_OF_US):
        return True
    return _is_country_of(spelled, others)


def is_vague(name: str) -> bool:
    """Whether a total is of something that may be none of what stands beside it: `All Saints`."""
    words = plain(name).split()
    return len(words) > 1 and not {*words} <= _GENERIC | _ALONE | _BEFORE | _WITHIN


def parts_of(name: str, beside: Beside) -> frozenset[str]:
    """Return the names beside one that it includes by its words, and not by standing for all.

    `Midwest` includes `Ohio`, `Opioids` fentanyl, `Land and sea` either, `Fentanyl incl. analogues`
    and `Total fentanyl` what is called fentanyl; `T40` includes `T40.1`.
    """
    words = plain(name).split()
    if not words or _REST & set(words) or is_part(name):
        return frozenset()
    found = members_among(name, beside)
    if counted := _counted(words) if len(words) > 1 else "":
        found |= members_among(counted, beside)
        if counted != " ".join(words):
            found |= {*beside.beginning(counted)}
    return (found | _spelled_out(spelling_key(name), beside) | nested_in(name, beside)) - {name}


def _spelled_out(name: str, beside: Beside) -> frozenset[str]:
    """Return the names that a name puts together: `Land and sea`, `Fentanyl incl. analogues`."""
    if more := _MORE.fullmatch(name):
        words = plain(more["base"]).split()
        told = {" ".join(words[:length]) for length in range(1, len(words) + 1)}
        return _called({*told, plain(more["added"])}, name, beside)
    pieces = [plain(piece) for piece in _BOTH.split(name) if plain(piece)]
    found = _called(pieces, name, beside) if len(pieces) > 1 else frozenset()
    is_kin = any(set(piece.split()) & _KIN for piece in pieces)
    return found if len(found) > 1 or is_kin else frozenset()


def _called(said: Collection[str], name: str, beside: Beside) -> frozenset[str]:
    """Return the names beside one that have just the words said, and not its own."""
    own = plain(name)
    return frozenset(o for words in said if words and words != own for o in beside.called(words))


def _counted(words: Sequence[str]) -> str:
    """Return what a total is of: `fentanyl` of `Total fentanyl`."""
    return " ".join(word for word in words if word not in _WITHIN | _BEFORE | {"grand", "of"})


def _is_country_of(name: str, others: Collection[str]) -> bool:
    """Whether a name is the country, or union, of which the names beside it are parts."""
    if any(_REST & set(other.split()) for other in others):
        return False
    abroad = _COUNTRIES | _BESIDE_COUNTRIES | COUNTRIES
    if name in _UNION:
        return not _BESIDE_COUNTRIES & set(others) and not {"china", "us", "usa"} & set(others)
    if name == "mexico" and MEXICAN_STATES & set(others) and "estado de mexico" not in others:
        return False  # the state of that name
    if name != "mexico" and MEXICAN_STATES & set(others):
        return False
    if name not in _UNITED_STATES and _STATES_OF_US & set(others):
        return False
    return name in _COUNTRIES and bool(others) and not abroad & set(others)


def is_rest(name: str) -> bool:
    """Whether a name stands for what is left over, or without something: `Other drugs`."""
    return bool(_REST & set(plain(name).split()))


def is_part(name: str) -> bool:
    """Whether a name says of itself that it is a part of another: `of which fentanyl`."""
    spelled = plain(name)
    return bool(_PART.fullmatch(spelled) or _PART_WITHIN.search(spelled))
