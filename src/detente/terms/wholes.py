"""Names of totals: which values of a column stand for all the others, so that both are never added.

A guess from words, which a case can correct; what a publisher's own totals are, its reader knows.
"""

import re
from collections.abc import Collection

from detente.terms.spelling import spelling_key


def _words(text: str) -> frozenset[str]:
    return frozenset(spelling_key(text).split())


_ALONE = _words(
    "all any both combined entire everything global grand national nationwide overall subtotal sum "
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
    {"us", "usa", "u s", "u s a", "united states", "united states of america", "estados unidos"}
)
_NATIONS = frozenset({"estados unidos mexicanos", "republica mexicana"})
"""Names of nations that none of their states bears; `México` is a state too."""
_COUNTRIES = _words(
    "mexico china germany deutschland alemania canada usa us colombia india france spain espana "
    "italy italia poland polska brazil brasil japan 中国 россия russia"
) | {"united states", "united states of america", "estados unidos", "united kingdom"}
"""Countries of which statistics of their parts are met with most; one of them is the whole among
names that are no country's."""
_OF_MEXICO = _words(
    "aguascalientes campeche chiapas chihuahua coahuila colima durango guanajuato guerrero hidalgo "
    "jalisco michoacan morelos nayarit oaxaca puebla queretaro sinaloa sonora tabasco tamaulipas "
    "tlaxcala veracruz yucatan zacatecas"
)
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
_STATES_OF_US = _words(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr yc alabama alaska arizona "
    "arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota "
    "mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee "
    "texas utah vermont virginia washington wisconsin wyoming northeast midwest south west"
) | {
    "new york",
    "new york city",
    "new jersey",
    "new mexico",
    "new hampshire",
    "north carolina",
    "north dakota",
    "south carolina",
    "south dakota",
    "rhode island",
    "west virginia",
    "district of columbia",
    "puerto rico",
}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", spelling_key(name)))


def is_whole(name: str, beside: Collection[str]) -> bool:
    """Whether a name stands for all the others beside it in its column.

    An empty name does: the figure is then about the whole. So do `Total`, `All drugs` or `Total
    nacional`, and a country among its own states; but not `All other drugs`.
    """
    words = _plain(name).split()
    spelled = " ".join(words)
    if not words or _STATES.fullmatch(spelled) or _TO_DATE.match(spelled):
        return True
    if _REST & set(words):
        return False
    if len(words) == 1 and words[0] in _ALONE:
        return True
    if len(words) > 1 and (words[0] in _BEFORE or {words[0], words[-1]} & _WITHIN):
        return True
    others = {_plain(other) for other in beside}
    if spelled in _NATIONS or (spelled in _UNITED_STATES and others & _STATES_OF_US):
        return True
    return _is_country_of(spelled, others)


def _is_country_of(name: str, others: Collection[str]) -> bool:
    """Whether a name is the country, or union, of which the names beside it are parts."""
    if any(_REST & set(other.split()) for other in others):
        return False
    abroad = _COUNTRIES | _BESIDE_COUNTRIES
    if name in _UNION:
        return not _BESIDE_COUNTRIES & set(others) and not {"china", "us", "usa"} & set(others)
    if name == "mexico" and _OF_MEXICO & set(others) and "estado de mexico" not in others:
        return False  # the state of that name
    return name in _COUNTRIES and bool(others) and not abroad & set(others)


def is_rest(name: str) -> bool:
    """Whether a name stands for what is left over, or without something: `Other drugs`."""
    return bool(_REST & set(_plain(name).split()))


def is_part(name: str) -> bool:
    """Whether a name says of itself that it is a part of another: `of which fentanyl`."""
    return bool(_PART.fullmatch(_plain(name)))
