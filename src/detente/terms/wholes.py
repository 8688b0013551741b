"""Names of totals: which values of a column stand for all the others, so that both are never added.

A guess from words, which a case can correct; what a publisher's own totals are, its reader knows.
"""

import re
from collections.abc import Collection

from detente.terms.spelling import spelling_key


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALONE = _words(
    "all any both combined entire everything global grand national nationwide overall subtotal sum "
    "total totals whole world worldwide mundial mundo nacional pais suma todas todo todos "
    "gesamt ensemble"
)
"""Words that are a total where they are the whole name."""
_WITHIN = _words("total totals subtotal overall todos todas")
"""Words that make a total of a name that begins or ends with them."""
_BEFORE = frozenset({"all", "both", "ambos", "ambas", "any", "entire", "whole"})
"""Words that make a total of a name that begins with them."""
_REST = _words("but except excluding excl excepto not others other otros otras rest")
"""Words of names that stand for what is left over, or without something."""
_UNITED_STATES = frozenset(
    {"us", "usa", "u s", "u s a", "united states", "united states of america", "estados unidos"}
)
_NATIONS = frozenset({"estados unidos mexicanos", "republica mexicana"})
"""Names of nations that none of their states bears; `México` is a state too."""
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
    if not words:
        return True
    if _REST & set(words):
        return False
    if len(words) == 1 and words[0] in _ALONE:
        return True
    if len(words) > 1 and (words[0] in _BEFORE or {words[0], words[-1]} & _WITHIN):
        return True
    others = {_plain(other) for other in beside}
    spelled = " ".join(words)
    return spelled in _NATIONS or (spelled in _UNITED_STATES and bool(others & _STATES_OF_US))
