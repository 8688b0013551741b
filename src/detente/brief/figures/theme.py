"""Colours, type and sizes that all figures share.

Every colour has one job and one dark counterpart. A figure is drawn once, in the light colours; a
page in dark mode repaints it by attribute selectors, so one drawing serves screen, dark and print.
Places take the palette of Okabe and Ito (2008), darkened to a contrast of 3:1 on white; hues that
colour-blind readers confuse are never neighbours.
"""

from types import MappingProxyType

FONT = "Detente Sans"

INK, MUTED, RULE, GRID, PAPER = "#1b1f24", "#56606b", "#9aa3ad", "#e3e7eb", "#ffffff"
COOPERATION, COOPERATION_90, COOPERATION_50 = "#0f609e", "#dbe8f3", "#abcbe5"
CONFLICT, CONFLICT_90, CONFLICT_50 = "#a8410d", "#f7e2d6", "#ebb899"
BALANCE, BALANCE_90, BALANCE_50 = "#3b3f6b", "#e4e4ef", "#bcbddb"
MARK = "#6b7580"
SERIES = ("#00659f", "#c07600", "#007c5c", "#a94d84", "#5b5fa8", "#7a6a1f", "#8a4b2a", "#4a6b77")

DARK = MappingProxyType(
    {
        INK: "#e9ecef",
        MUTED: "#aab4be",
        RULE: "#6f7a85",
        GRID: "#30373f",
        PAPER: "#14181c",
        COOPERATION: "#74b6ea",
        COOPERATION_90: "#1d3345",
        COOPERATION_50: "#2c5576",
        CONFLICT: "#f0965f",
        CONFLICT_90: "#43291b",
        CONFLICT_50: "#7a452a",
        BALANCE: "#b9bbea",
        BALANCE_90: "#2a2c40",
        BALANCE_50: "#494c75",
        MARK: "#96a1ac",
        SERIES[0]: "#56b0ea",
        SERIES[1]: "#efb13f",
        SERIES[2]: "#3cc39c",
        SERIES[3]: "#e59cc4",
        SERIES[4]: "#a3a6f0",
        SERIES[5]: "#cdbd60",
        SERIES[6]: "#d99a76",
        SERIES[7]: "#9cc0cc",
    }
)

WIDTH = 760
"""Drawing width of a full-width figure, in pixels."""
HALF_WIDTH = 366
TEXT_SIZE = 13


def config() -> dict[str, object]:
    """Return the Vega-Lite configuration of every figure."""
    axis = {
        "domainColor": RULE,
        "gridColor": GRID,
        "labelColor": MUTED,
        "labelFontSize": TEXT_SIZE - 1,
        "labelPadding": 5,
        "tickColor": RULE,
        "tickSize": 4,
        "titleColor": MUTED,
        "titleFontSize": TEXT_SIZE - 1,
        "titleFontWeight": "normal",
    }
    return {
        "aria": True,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False},
        "text": {"color": INK, "fontSize": TEXT_SIZE - 1},
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": TEXT_SIZE,
            "fontWeight": "bold",
            "frame": "group",
            "offset": 8,
            "subtitleColor": MUTED,
            "subtitleFontSize": TEXT_SIZE - 1,
        },
        "legend": {
            "labelColor": INK,
            "labelFontSize": TEXT_SIZE - 1,
            "symbolType": "square",
            "symbolSize": 110,
            "symbolStrokeWidth": 0,
            "title": None,
            "orient": "top",
            "direction": "horizontal",
            "columnPadding": 18,
            "offset": 6,
        },
    }
