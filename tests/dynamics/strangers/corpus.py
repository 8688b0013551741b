"""Models that try to have code run, or files outside of their folder read.

Each tries to make or call something that can be seen: the watch hears code, files and sockets, and
the text of `OUTSIDE`, a file beside the folder, may turn up nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.dynamics.texts import vensim, xmile

SECRET = "7731955"
OUTSIDE = "outside.csv"
CODE = '__import__("pathlib").Path("EXECUTED").touch()'
_DOCTYPE = '<!DOCTYPE xmile [<!ENTITY n "{}">{}]>'


@dataclass(frozen=True)
class Stranger:
    """A folder with a model.

    Attributes:
        files: name → content; the model is the first.
        refused: whether it must be refused; where False, it must be read.
    """

    files: dict[str, bytes]
    refused: bool = True
    links: dict[str, str] = field(default_factory=dict)


def _mdl(equations: str, **others: str) -> dict[str, bytes]:
    text = equations if "FINAL TIME" in equations else vensim(equations)
    more = {name.replace("__", "."): content.encode() for name, content in others.items()}
    return {"model.mdl": text.encode(), **more}


def _xml(text: str | bytes, ending: str = "xmile") -> dict[str, bytes]:
    return {f"model.{ending}": text.encode() if isinstance(text, str) else text}


def _boxes() -> Iterator[tuple[str, str]]:
    """Write code into the box of a lookup, in every form of a lookup and of the box."""
    points = "(0,0),(1,1)"
    inside = {
        "corner": f"[(0,0)-(1,{CODE})]",
        "first": f"[({CODE},0)-(1,1)]",
        "alone": f"[{CODE}]",
        "spaced": f"[ (0,0) - (1, {CODE}) ]",
        "third": f"[(0,0)-(1,1),({CODE},2)]",
        "list": f"[{CODE} for x in (1,)",
        "lambda": f"[(0,0)-(1,(lambda: {CODE})())]",
        "walrus": f"[(0,0)-(1,(x:={CODE}))]",
        "attribute": "[(0,0)-(1,().__class__.__base__.__subclasses__().__len__())]",
        "getattr": "[(0,0)-(1,getattr(getattr(__builtins__,'eval'),'__call__')('1'))]",
        "format": "[(0,0)-(1,f'{open(\"EXECUTED\",chr(119))}')]",
        "power": "[(0,0)-(1,9**9**9**9)]",
        "repeat": "[(0,0)-(1,len('x'*10**12))]",
        "name": "[(0,0)-(1,vc)]",
        "wide": '[(０,０)-(1,ｅｖａｌ("1"))]',
        "hex": "[(0,0)-(1,0x10)]",
        "complex": "[(0,0)-(1,1j)]",
        "empty": "[]",
    }
    for name, box in inside.items():
        yield f"lookup-{name}", f"a = l(Time) ~~|\nl({box},{points}) ~~|\n"
        yield f"with-{name}", f"a = WITH LOOKUP(Time, ({box},{points})) ~~|\n"
    evil = inside["corner"]
    yield "with-lower", f"a = with lookup(Time, ({evil},{points})) ~~|\n"
    yield "with-break", f"a = WITH LOOKUP(Time, (\\\n\t {evil} \\\n\t,{points})) ~~|\n"
    yield "with-slashes", f"a = WITH LOOKUP(Time, (\\ \\ {evil} ,{points})) ~~|\n"
    yield "with-comment", f"a = WITH LOOKUP(Time, ( {{c}} {evil}{{c}} , {points})) ~~|\n"
    yield "with-comment-quote", (f'a = WITH LOOKUP(Time, ({{ " }}{evil}{{ " }},{points})) ~~|\n')
    yield "with-quoted-name", f'"a"" b" = WITH LOOKUP("x"(), ({evil},{points})) ~~|\n'
    yield "with-odd-quotes", f'a" = WITH LOOKUP(Time, ({evil},{points})) " ~~|\n'
    yield "in-array", f"d: p, q ~~|\na[d] = WITH LOOKUP(Time, ({evil},{points})) ~~|\n"
    yield "in-expression", f"a = 1 + MAX(WITH LOOKUP(Time, ({evil},{points})), 2) ~~|\n"
    yield "in-constant", f"a == WITH LOOKUP(Time, ({evil},{points})) ~~|\n"
    yield "in-data", f"a := WITH LOOKUP(Time, ({evil},{points})) ~~|\n"
    yield "in-initial", f"a = INTEG(1, WITH LOOKUP(Time, ({evil},{points}))) ~~|\n"
    yield (
        "in-macro",
        (
            f":MACRO: F(x)\nF = WITH LOOKUP(x, ({evil},{points})) ~~|\n"
            ":END OF MACRO:\na = F(1) ~~|\n"
        ),
    )
    yield "in-unused-macro", f":MACRO: F(x)\nF({evil},{points}) ~~|\n:END OF MACRO:\na = 1 ~~|\n"
    yield "behind-drawing-mark", f"a = WITH LOOKUP(Time, (\\\\\\---///{evil},{points})) ~~|\n"
    yield "subscripted-lookup", f"d: p, q ~~|\nl[d]({evil},{points}) ~~|\na = 1 ~~|\n"
    yield (
        "nested-call",
        f"a = EXP(WITH LOOKUP(WITH LOOKUP(Time, ({evil},{points})), ((0,0)))) ~~|\n",
    )
    yield "get-direct-box", f"a(GET DIRECT LOOKUPS('{evil}', ',', 'A', 'B1')) ~~|\nb = a(1) ~~|\n"
    yield (
        "condition",
        f"a:THE CONDITION: WITH LOOKUP(Time, ({evil},{points})):IMPLIES: b ~~|\nb=1~~|\n",
    )


def _places_of_code() -> Iterator[tuple[str, str]]:
    """Write code where else a text, number or name is read."""
    yield "number", f"a = {CODE} ~~|\n"
    yield "argument", f"a = MAX({CODE}, 1) ~~|\n"
    yield "string-argument", f"a = MAX('{CODE}', 1) ~~|\n"
    yield (
        "string-join",
        "a = GET DIRECT CONSTANTS('x' + open('EXECUTED','w').name, ',', 'B1') ~~|\n",
    )
    yield "string-escape", "a = GET DIRECT CONSTANTS('\\x2e\\x2e/outside.csv', ',', 'A1') ~~|\n"
    yield "f-string", "a = GET DIRECT CONSTANTS(f'{1}', ',', 'A1') ~~|\n"
    yield "point", f"a = WITH LOOKUP(Time, ((0,{CODE}),(1,1))) ~~|\n"
    yield "point-call", "a = WITH LOOKUP(Time, ((0,0)(1,1))) ~~|\n"
    yield "array", f"d: p, q ~~|\na[d] = 1, {CODE} ~~|\n"
    yield "array-row", "d: p, q ~~|\na[d] = 1 2 ~~|\n"
    yield "tabbed", f"d: p, q ~~|\na[d] = TABBED ARRAY(1 {CODE}) ~~|\n"
    yield "power-of-powers", "a = WITH LOOKUP(9**9**9**9, ((0,0),(1,1))) ~~|\n"
    yield "units", f"a = 1 ~ m [0,{CODE}] ~ |\n"
    yield "units-open", f"a = 1 ~ [{CODE}] ~ |\n"
    yield "range-number", f"d: (p1-p{CODE}) ~~|\na[d] = 1 ~~|\n"
    yield "range-element", f"d: p, {CODE} ~~|\na[d] = 1 ~~|\n"
    yield "range-file", f"d: GET DIRECT SUBSCRIPT('{CODE}', ',', 'A1', 'A', '') ~~|\na[d]=1~~|\n"
    yield "macro-name", f":MACRO: {CODE}(x)\nF = x ~~|\n:END OF MACRO:\na = 1 ~~|\n"
    yield "structure-reference", "a = REFERENCE(1, 2) ~~|\n"
    yield "structure-arithmetic", "a = ARITHMETIC(1, 2) ~~|\n"
    yield "structure-call", "a = CALL(1, 2) ~~|\n"
    yield "structure-logic", "a = LOGIC(1, 2) ~~|\n"
    yield "structure-lookup", "a = LOOKUP(1, 2, 3, 4, 5) ~~|\n"
    yield "structure-subscripts", "a = SUBSCRIPTS REF(1, 2) ~~|\n"
    yield "structure-with-lookup", "a = WITH_LOOKUP(1, 2) ~~|\n"
    yield "structure-data", "a = DATA() ~~|\n"
    yield "structure-initial", "a = INITIAL(1, 2, 3) ~~|\n"
    yield "dunder", "a = __class__ + __import__ ~~|\n"
    yield "include", ":INCLUDE: ../outside.mdl\na = b ~~|\n"
    yield "encoding-line", "a = évil(1) ~~|\n"


_FILES = {
    "up": "../outside.csv",
    "up-windows": "..\\outside.csv",
    "absolute": "/etc/passwd",
    "home": "~/.bashrc",
    "address": "http://127.0.0.1/outside.csv",
    "file-address": "file:///etc/passwd",
    "share": "\\\\127.0.0.1\\share\\outside.csv",
    "drive": "C:\\outside.csv",
    "device": "/dev/zero",
    "descriptor": "/proc/self/environ",
    "link": "link.csv",
    "linked-folder": "linked/outside.csv",
    "folder": ".",
    "none": "",
    "end": "data.csv\\0/../../outside.csv",
    "pipe": "|cat ../outside.csv",
    "tag": "?outside",
}


def _data_files() -> Iterator[tuple[str, Stranger]]:
    """Name data files that lie elsewhere, in every call that names one."""
    links = {"link.csv": f"../{OUTSIDE}", "linked": ".."}
    for name, place in _FILES.items():
        constant = f"a = GET DIRECT CONSTANTS('{place}', ',', 'A1') ~~|\n"
        yield f"file-{name}", Stranger(_mdl(constant), links=links)
    for place in ("../outside.csv", "link.csv"):
        kind = "link" if place == "link.csv" else "up"
        for call, text in {
            "xls": f"a = GET XLS CONSTANTS('{place}', ',', 'A1') ~~|\n",
            "data": f"a := GET DIRECT DATA('{place}', ',', 'A', 'B1') ~~|\n",
            "lookups": f"a(GET DIRECT LOOKUPS('{place}', ',', 'A', 'B1')) ~~|\nb = a(1) ~~|\n",
            "range": f"d: GET DIRECT SUBSCRIPT('{place}', ',', 'A1', 'A', '') ~~|\na[d] = 1 ~~|\n",
        }.items():
            yield f"{call}-{kind}", Stranger(_mdl(text), links=links)


def _documents() -> Iterator[tuple[str, Stranger]]:
    """Declare document types, entities and inclusions in XMILE."""
    plain = xmile('<aux name="a"><eqn>1</eqn></aux>')
    head, body = plain.split("\n", 1)
    entity = body.replace("<eqn>1<", "<eqn>&n;<")
    named = body.replace('name="a"', 'name="a&n;"')
    for name, place in {
        "file": f"../{OUTSIDE}",
        "absolute": "file:///etc/passwd",
        "web": "http://127.0.0.1:9/x",
    }.items():
        outside = f'<!DOCTYPE xmile [<!ENTITY n SYSTEM "{place}">]>'
        yield f"entity-{name}", Stranger(_xml(f"{head}{outside}{entity}"))
        subset = f'<!DOCTYPE xmile SYSTEM "{place}">'
        yield f"subset-{name}", Stranger(_xml(f"{head}{subset}{body}"))
        parameter = f'<!DOCTYPE xmile [<!ENTITY % p SYSTEM "{place}"> %p;]>'
        yield f"parameter-{name}", Stranger(_xml(f"{head}{parameter}{body}"))
        included = (
            f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{place}"/>'
        )
        yield f"include-{name}", Stranger(_xml(plain.replace("<eqn>1<", f"<eqn>{included}<")))
        style = f'<?xml-stylesheet href="{place}"?>'
        yield f"style-{name}", Stranger(_xml(f"{head}{style}{body}"), refused=False)
        schema = (
            '<xmile xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
            f'i:schemaLocation="x {place}" '
        )
        yield f"schema-{name}", Stranger(_xml(plain.replace("<xmile ", schema)), refused=False)
    inner = _DOCTYPE.format("1", "")
    declared = {
        "utf-16": "utf-16",
        "utf-16-le": "utf-16-le",
        "utf-16-be": "utf-16-be",
        "utf-32": "utf-32",
        "utf-32-le": "utf-32-le",
        "utf-32-be": "utf-32-be",
        "utf-7": "utf-7",
        "cp037": "cp037",
        "ascii": "ascii",
        "latin-1": "latin-1",
        "utf-8-sig": "utf-8-sig",
        "cp500": "cp500",
        "hz": "hz",
        "iso2022_jp": "iso2022_jp",
    }
    spelled = {
        "cp037": "IBM037",
        "cp500": "IBM500",
        "latin-1": "ISO-8859-1",
        "hz": "HZ",
        "utf-8-sig": "utf-8",
        "iso2022_jp": "ISO-2022-JP",
    }
    for name, codec in declared.items():
        label = spelled.get(name, name.upper())
        first = f'<?xml version="1.0" encoding="{label}"?>'
        for where, text in (("text", entity), ("name", named)):
            written = f"{first}{inner}{text}".encode(codec)
            if codec == "utf-7":
                doctype = inner.encode("utf-16-be")
                del doctype
                shifted = f"{first}\x00{text}".encode().replace(
                    b"\x00", "".join(_shifted(c) for c in inner).encode()
                )
                written = shifted.replace(b"&n;", b"+ACY-n;")
            yield f"coded-{name}-{where}", Stranger(_xml(written))
    laughs = "".join(f'<!ENTITY n{i} "{f"&n{i - 1};" * 10}">' for i in range(1, 10))
    many = _DOCTYPE.format("1", '<!ENTITY n0 "ha">' + laughs)
    yield "laughs", Stranger(_xml(f"{head}{many}{body.replace('<eqn>1<', '<eqn>&n9;<')}"))
    yield "doctype-lower", Stranger(_xml(f"{head}{inner.replace('DOCTYPE', 'doctype')}{entity}"))
    yield "doctype-html", Stranger(_xml(f"{head}<!DOCTYPE html>{body}"))
    yield "doctype-spaced", Stranger(_xml(f"{head}{inner.replace('<!', '<! ')}{entity}"))
    yield "entity-undeclared", Stranger(_xml(f"{head}{entity}"))
    for name, code in {"eqn": CODE, "text": "eval('1')", "string": f"'{CODE}'"}.items():
        yield f"xmile-{name}", Stranger(_xml(plain.replace("<eqn>1<", f"<eqn>{code}<")))
    graph = '<aux name="a"><eqn>TIME</eqn><gf><xscale min="0" max="{}"/><ypts>{}</ypts></gf></aux>'
    yield "xmile-scale", Stranger(_xml(xmile(graph.format("open(1)", "1,2"))))
    yield "xmile-points", Stranger(_xml(xmile(graph.format("1", "1,open(1)"))))
    yield "xmile-range", Stranger(_xml(plain.replace("<eqn>", '<range min="open(1)"/><eqn>')))
    yield "xmile-start", Stranger(_xml(plain.replace("<start>0<", f"<start>{_escaped(CODE)}<")))
    yield "xmile-import", Stranger(_xml(plain.replace("<eqn>1<", "<eqn>GET_DIRECT_CONSTANTS(1)<")))
    yield (
        "xmile-module-file",
        Stranger(
            _xml(
                xmile(f'<module name="m" resource="../{OUTSIDE}"/><aux name="a"><eqn>1</eqn></aux>')
            )
        ),
    )
    yield "xmile-structure", Stranger(_xml(plain.replace("<eqn>1<", "<eqn>REFERENCE(1,2)<")))


def _shifted(character: str) -> str:
    """Write one character in base 64, as UTF-7 may write any."""
    return (
        character.encode("utf-7").decode()
        if character not in '<!>[]"%&'
        else {
            "<": "+ADw-",
            "!": "+ACE-",
            ">": "+AD4-",
            "[": "+AFs-",
            "]": "+AF0-",
            '"': "+ACI-",
            "%": "+ACU-",
            "&": "+ACY-",
        }[character]
    )


def _escaped(text: str) -> str:
    return text.replace('"', "&quot;")


def _traps() -> Iterator[tuple[str, Stranger]]:
    """Lay modules and settings beside the model that a library could pick up."""
    trap = "raise SystemExit('trapped')\n"
    beside = {f"{name}__py": trap for name in ("pysd", "numpy", "openpyxl", "xlrd", "lxml", "csv")}
    yield (
        "trap-modules",
        Stranger(
            _mdl("a = GET DIRECT CONSTANTS('d.csv', ',', 'A1') ~~|\n", d__csv="1\n", **beside),
            refused=False,
        ),
    )
    yield (
        "trap-drawing",
        Stranger(
            _mdl(
                vensim("a = 1 ~~|\n").replace(
                    "\\\\\\---/// Sketch",
                    f"\\\\\\---/// {CODE}\n10,1,{CODE},1,1,1,1,3,3,0,0,0,0,0,0",
                )
            ),
            refused=False,
        ),
    )
    yield (
        "trap-settings",
        Stranger(
            _mdl(vensim("a = 1 ~~|\n") + f"22:$,Dollar,{CODE}\n15:0,0,0,0,{CODE},0\n"),
            refused=False,
        ),
    )
    yield "trap-note", Stranger(_mdl(f"a = 1 ~ {CODE} ~ {CODE} |\n"), refused=False)
    yield "trap-comment", Stranger(_mdl("a = 1 { eval(1) } ~~|\n"), refused=False)
    yield "trap-quoted-name", Stranger(_mdl('"eval(1) __import__" = 1 ~~|\n'), refused=False)
    yield "trap-head", Stranger(_mdl(f"{{{CODE}}}\n" + vensim("a = 1 ~~|\n")[7:]), refused=False)


def strangers() -> dict[str, Stranger]:
    """List the corpus by name."""
    found = {f"box-{name}": Stranger(_mdl(text)) for name, text in _boxes()}
    found |= {f"code-{name}": Stranger(_mdl(text)) for name, text in _places_of_code()}
    return found | dict(_data_files()) | dict(_documents()) | dict(_traps())
