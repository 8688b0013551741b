"""How the functions of a model are written in each format: two read-only tables.

A template holds `{0}`, `{1}` … for the arguments, which come with brackets where they need them.
What a table does not hold cannot be said in that format, and is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Dialect:
    """One format's way of writing equations.

    Attributes:
        name: of the format, for messages.
        calls: function, or function/number of arguments → template.
        choice: template of IF THEN ELSE.
        logic: operator of the abstract model → how it is written.
        memories: kind of abstract structure (and its order) → template.
    """

    name: str
    calls: Mapping[str, str]
    choice: str
    logic: Mapping[str, str]
    memories: Mapping[str, str]


_COMMON: Mapping[str, str] = MappingProxyType(
    {name: f"{name.upper()}({{0}})" for name in
     ("abs", "exp", "ln", "sqrt", "sin", "cos", "tan", "arcsin", "arccos", "arctan")}
    | {"min/1": "{0}", "max/1": "{0}", "min/2": "MIN({0}, {1})", "max/2": "MAX({0}, {1})",
       "step": "STEP({0}, {1})"}
)  # fmt: skip

VENSIM = Dialect(
    "Vensim",
    MappingProxyType({
        **_COMMON,
        **{name: f"{name.upper()}({{0}})" for name in ("sinh", "cosh", "tanh", "integer")},
        "log10": "LOG({0}, 10.0)", "log/1": "LOG({0}, 10.0)", "log/2": "LOG({0}, {1})",
        "sign": "IF THEN ELSE({0} > 0.0, 1.0, IF THEN ELSE({0} < 0.0, -1.0, 0.0))",
        "gamma_ln": "GAMMA LN({0})",
        "quantum": "QUANTUM({0}, {1})", "modulo": "MODULO({0}, {1})",
        # The sign of XMILE's MOD is that of the base.
        "mod": "MODULO(MODULO({0}, {1}) + {1}, {1})",
        "xidz": "XIDZ({0}, {1}, {2})", "zidz": "ZIDZ({0}, {1})",
        "ramp/2": "IF THEN ELSE(Time > {1}, {0}*(Time - {1}), 0.0)",
        "ramp/3": "RAMP({0}, {1}, {2})",
        "xramp": "IF THEN ELSE(Time > {1}, {0}*(Time - {1}), 0.0)",
        "pulse": "PULSE({0}, {1})",
        "pulse_train": "PULSE TRAIN({0}, {2}, {1}, {3})",
        "xpulse": "PULSE({0}, TIME STEP)*{1}/TIME STEP",
        "xpulse_train": "PULSE TRAIN({0}, TIME STEP, {1}, FINAL TIME + TIME STEP)*{2}/TIME STEP",
        "previous": "DELAY FIXED({0}, TIME STEP, {1})",
        "active_initial": "ACTIVE INITIAL({0}, {1})",
        "pi": "3.141592653589793",
    }),
    "IF THEN ELSE({0}, {1}, {2})",
    MappingProxyType({":AND:": ":AND:", ":OR:": ":OR:", ":NOT:": ":NOT:",
                      "and": ":AND:", "or": ":OR:", "not": ":NOT:"}),
    MappingProxyType({
        "SmoothStructure/1": "SMOOTHI({input}, {time}, {initial})",
        "SmoothStructure/3": "SMOOTH3I({input}, {time}, {initial})",
        "SmoothNStructure": "SMOOTH N({input}, {time}, {initial}, {order})",
        "DelayStructure/1": "DELAY1I({input}, {time}, {initial})",
        "DelayStructure/3": "DELAY3I({input}, {time}, {initial})",
        "DelayNStructure": "DELAY N({input}, {time}, {initial}, {order})",
        "DelayFixedStructure": "DELAY FIXED({input}, {time}, {initial})",
        "TrendStructure": "TREND({input}, {time}, {initial})",
        "ForecastStructure": "FORECAST({input}, {time}, {horizon})",
        "SampleIfTrueStructure": "SAMPLE IF TRUE({condition}, {input}, {initial})",
        "InitialStructure": "INITIAL({initial})",
    }),
)  # fmt: skip

XMILE = Dialect(
    "XMILE",
    MappingProxyType({
        **_COMMON,
        "sinh": "((EXP({0}) - EXP(-{0}))/2.0)", "cosh": "((EXP({0}) + EXP(-{0}))/2.0)",
        "tanh": "(1.0 - 2.0/(EXP(2.0*{0}) + 1.0))",
        "log10": "LOG10({0})", "log/1": "LOG10({0})", "log/2": "(LN({0})/LN({1}))",
        "sign": "(IF {0} > 0.0 THEN 1.0 ELSE (IF {0} < 0.0 THEN -1.0 ELSE 0.0))",
        # INT rounds down, INTEGER towards zero; a hair below a whole number is that number.
        "integer": "(IF {0} < 0.0 THEN -INT(1e-9 - {0}) ELSE INT({0} + 1e-9))",
        "quantum": "(IF {1} < 1e-6 THEN {0} ELSE (IF {0} < 0.0 THEN -{1}*INT(1e-9 - {0}/{1}) "
        "ELSE {1}*INT({0}/{1} + 1e-9)))",
        # The sign of Vensim's MODULO is that of the number.
        "modulo": "(IF {0} < 0.0 THEN {0} + ABS({1})*INT(1e-9 - {0}/ABS({1})) "
        "ELSE {0} - ABS({1})*INT({0}/ABS({1}) + 1e-9))",
        "mod": "({0} MOD {1})",
        "xidz": "(IF ABS({1}) < 1e-6 THEN {2} ELSE {0}/{1})",
        "zidz": "(IF ABS({1}) < 1e-6 THEN 0.0 ELSE {0}/{1})",
        "ramp/2": "(IF TIME > {1} THEN {0}*(TIME - {1}) ELSE 0.0)",
        "xramp": "(IF TIME > {1} THEN {0}*(TIME - {1}) ELSE 0.0)",
        "ramp/3": "(IF TIME > {1} THEN {0}*((IF {1} > {2} THEN TIME ELSE MIN(TIME, {2})) - {1}) "
        "ELSE 0.0)",
        "pulse": "(IF (TIME + {dt}/2.0 > {0}) AND (TIME + {dt}/2.0 < {0} + MAX({1}, {dt})) "
        "THEN 1.0 ELSE 0.0)",
        "pulse_train": "(IF (TIME + {dt}/2.0 > {0}) AND (TIME + {dt}/2.0 < {3}) AND "
        "((TIME + {dt}/2.0 - {0}) - {1}*INT((TIME + {dt}/2.0 - {0})/{1}) < MAX({2}, {dt})) "
        "THEN 1.0 ELSE 0.0)",
        "xpulse": "PULSE({1}, {0})", "xpulse_train": "PULSE({2}, {0}, {1})",
        "pi": "3.141592653589793",
    }),
    "(IF {0} THEN {1} ELSE {2})",
    MappingProxyType({":AND:": "AND", ":OR:": "OR", ":NOT:": "NOT",
                      "and": "AND", "or": "OR", "not": "NOT"}),
    MappingProxyType({
        "SmoothStructure/1": "SMTH1({input}, {time}, {initial})",
        "SmoothStructure/3": "SMTH3({input}, {time}, {initial})",
        "SmoothNStructure": "SMTHN({input}, {time}, {order}, {initial})",
        "DelayStructure/1": "DELAY1({input}, {time}, {initial})",
        "DelayStructure/3": "DELAY3({input}, {time}, {initial})",
        "DelayNStructure": "DELAYN({input}, {time}, {order}, {initial})",
        "DelayFixedStructure": "DELAY({input}, {time}, {initial})",
        "TrendStructure": "TREND({input}, {time}, {initial})",
        "ForecastStructure": "FORCST({input}, {time}, {horizon})",
        "InitialStructure": "INIT({initial})",
    }),
)  # fmt: skip
