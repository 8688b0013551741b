"""Small models that ask for far more than they are, and files that break a reader's stack."""

import io
import zipfile
from collections.abc import Iterator

from tests.dynamics.strangers.heavy import heavy
from tests.dynamics.texts import vensim, xmile

Files = dict[str, bytes]
_ONE = '<aux name="a"><eqn>1</eqn></aux>'
_LONG = 300_000


def _mdl(equations: str, **control: object) -> Files:
    return {"model.mdl": vensim(equations, **control).encode()}  # type: ignore[arg-type]


def _xml(variables: str, *, dimensions: str = "", after: str = "") -> Files:
    text = xmile(variables, dimensions=dimensions)
    return {"model.xmile": text.replace("</xmile>", after + "</xmile>").encode()}


def _controlled(**control: str) -> Files:
    text = vensim("a = Time ~~|\n")
    for name, value in control.items():
        word = name.replace("_", " ")
        lines = [
            f"{word} = {value} ~~|" if line.startswith(word) else line for line in text.split("\n")
        ]
        text = "\n".join(lines)
    return {"model.mdl": text.encode()}


def _sized(size: str) -> Files:
    return _xml(
        '<aux name="a"><eqn>1</eqn><dimensions><dim name="d"/></dimensions></aux>',
        dimensions=f'<dim name="d" size="{size}"/>',
    )


def _modules(deep: int, wide: int) -> Files:
    models = "".join(
        f'<model name="m{level}{place}"><variables>'
        + "".join(f'<module name="m{level + 1}{other}"/>' for other in range(wide))
        + "</variables></model>"
        for level in range(deep)
        for place in range(wide)
    )
    models += "".join(
        f'<model name="m{deep}{place}"><variables>{_ONE}</variables></model>'
        for place in range(wide)
    )
    return _xml(f'<module name="m00"/>{_ONE}', after=models)


def workbook(sheet: bytes, dimension: str = "A1") -> bytes:
    """Pack a workbook of one sheet; its rows as they stand in its file."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>'
    ).encode()
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/'
        'sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        'worksheet+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = (
        f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="rId1" Type='
        f'"{office}/{{}}" Target="{{}}"/></Relationships>'
    )
    book = (
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main" xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", types)
        parts.writestr("_rels/.rels", rels.format("officeDocument", "xl/workbook.xml"))
        parts.writestr("xl/workbook.xml", book)
        parts.writestr(
            "xl/_rels/workbook.xml.rels", rels.format("worksheet", "worksheets/sheet1.xml")
        )
        parts.writestr("xl/worksheets/sheet1.xml", head + sheet + b"</sheetData></worksheet>")
    return written.getvalue()


def _booked(sheet: bytes, dimension: str = "A1", cell: str = "B2") -> Files:
    call = f"a = GET DIRECT CONSTANTS('book.xlsx', 'Sheet1', '{cell}') ~~|\n"
    return {**_mdl(call), "book.xlsx": workbook(sheet, dimension)}


def _ranges() -> Iterator[tuple[str, Files]]:
    yield "range-numbered", _mdl("d: (e1-e1000000000) ~~|\na[d] = 1 ~~|\n")
    yield "range-quoted", _mdl('"d=1": (e1-e1000000000) ~~|\na = 1 ~~|\n')
    yield "range-digits", _mdl(f"d: (e1-e{'9' * 4000}) ~~|\na[d] = 1 ~~|\n")
    yield (
        "range-many",
        _mdl(
            "d: " + ",".join(f"(e{i}00001-e{i}49999)" for i in range(1, 9)) + " ~~|\na[d] = 1 ~~|\n"
        ),
    )
    yield "range-unicode", _mdl("d: (e1-e٩٩٩٩٩٩٩٩٩) ~~|\na[d] = 1 ~~|\n")
    yield (
        "range-doubling",
        _mdl(
            "d0: x, y ~~|\n"
            + "".join(f"d{i + 1}: d{i}, d{i} ~~|\n" for i in range(60))
            + "a[nowhere] = 1 ~~|\n"
        ),
    )
    yield (
        "range-chain",
        _mdl("".join(f"d{i}: d{i + 1} ~~|\n" for i in range(3000)) + "a[nowhere] = 1 ~~|\n"),
    )
    yield (
        "range-circle",
        _mdl("".join(f"d{i}: d{(i + 1) % 300} ~~|\n" for i in range(300)) + "a[d0] = 1 ~~|\n"),
    )
    for count in (5, 30):
        names = [f"d{i}" for i in range(count)]
        yield (
            f"product-{count}",
            _mdl(
                "".join(f"{name}: ({name}e1-{name}e100) ~~|\n" for name in names)
                + f"a[{','.join(names)}] = 1 ~~|\n"
            ),
        )
    yield (
        "many-arrays",
        _mdl("d: (e1-e40000) ~~|\n" + "".join(f"a{i}[d] = 1 ~~|\n" for i in range(9))),
    )
    yield "sums-of-sums", _mdl("d: (e1-e20000) ~~|\nx[d] = 1 ~~|\ny[d] = SUM(x[d!]) ~~|\n")
    for size in (
        "1000000000",
        "100001",
        "9" * 5000,
        "abc",
        "2.5",
        "-5",
        "0",
        "1e3",
        "",
        "٣",
        "NaN",
    ):
        yield f"size-{size[:12] or 'none'}", _sized(size)
    yield (
        "dimensions-product",
        _xml(
            '<aux name="a"><eqn>1</eqn><dimensions>'
            + "".join(f'<dim name="d{i}"/>' for i in range(5))
            + "</dimensions></aux>",
            dimensions="".join(f'<dim name="d{i}" size="100"/>' for i in range(5)),
        ),
    )


def _runs() -> Iterator[tuple[str, Files]]:
    yield "step-shrinks", _controlled(TIME_STEP="1/(1+Time*1e6)")
    yield "end-runs-away", _controlled(FINAL_TIME="Time + 10")
    yield "step-random", _controlled(TIME_STEP="RANDOM UNIFORM(1e-9, 1e-8, 0)")
    yield "step-tiny", _controlled(TIME_STEP="1e-9", FINAL_TIME="1e9")
    yield "step-nan", _controlled(TIME_STEP="0/0")
    yield "step-negative", _controlled(TIME_STEP="-1")
    yield "end-infinite", _controlled(FINAL_TIME="1e999")
    yield "start-infinite", _controlled(INITIAL_TIME="-1e999")
    yield "save-infinite", _controlled(SAVEPER="1e999")
    yield "save-nan", _controlled(SAVEPER="0/0")
    yield (
        "saves-many",
        {
            "model.mdl": vensim(
                "d: (e1-e1000) ~~|\na[d] = Time ~~|\n", end=1_000_000, step=1
            ).encode()
        },
    )
    yield "order", _mdl("a = DELAY N(1, 1, 1, 1e9) ~~|\n")
    yield "order-many", _mdl("".join(f"a{i} = DELAY N(1, 1, 1, 900) ~~|\n" for i in range(500)))
    yield "delay-fixed", _mdl("a = DELAY FIXED(Time, 1e12, 0) ~~|\n")


def _modules_and_macros() -> Iterator[tuple[str, Files]]:
    yield "modules-wide", _modules(24, 2)
    yield "modules-deep", _modules(3000, 1)
    yield (
        "modules-empty",
        _xml(_ONE + '<module name="m0"/>' * 6000, after='<model name="m0"><variables/></model>'),
    )
    yield (
        "macros-double",
        _mdl(
            "".join(
                f":MACRO: F{i}(x)\nF{i} = F{i + 1}(x) + F{i + 1}(x+1) ~~|\n:END OF MACRO:\n"
                for i in range(19)
            )
            + ":MACRO: F19(x)\nF19 = x ~~|\n:END OF MACRO:\na = F0(1) ~~|\n"
        ),
    )
    yield "macro-itself", _mdl(":MACRO: F(x)\nF = F(x) ~~|\n:END OF MACRO:\na = F(1) ~~|\n")
    yield "macros-unclosed", _mdl(":MACRO: " * 100_000 + "a = 1 ~~|\n")


def _texts() -> Iterator[tuple[str, Files]]:
    yield "name-quoted", _mdl(f'"{"x" * _LONG}" = 1 ~~|\n')
    yield "name-escapes", _mdl('a = "' + '\\"' * 80_000 + " ~~|\n")
    yield "name-escapes-closed", _mdl('a = "' + '\\"' * 80_000 + '" ~~|\n')
    yield "name-plain", _mdl(f"{'x' * _LONG} = 1 ~~|\n")
    yield "name-used", _mdl(f"a = {'x' * 100_000} ~~|\n")
    yield "entry", _mdl("a = 1" + " + 1" * _LONG + " ~~|\n")
    yield "quotes", _mdl("a = " + '"' * 100_001 + " ~~|\n")
    yield "braces", _mdl("a = " + "{" * 100_000 + "x ~~|\n")
    yield "braces-closed", _mdl("a = b" + "{" * 90_000 + "}" * 90_000 + " ~~|\n")
    yield "digits", _mdl(f"a = {'1' * 100_000} ~~|\n")
    yield "digits-power", _mdl(f"a = -{'1' * 100_000} ~~|\n")
    yield "digits-lookup", _mdl(f"a({'1' * 50_000}, {'1' * 50_000}, x) ~~|\n")
    yield "brackets-data", _mdl("a" + "[" * 100_000 + " ~~|\n")
    yield "mapping-spaces", _mdl("d: p, q -> (" + " " * 100_000 + " ~~|\na[d] = 1 ~~|\n")
    yield "mapping-open", _mdl("d: p, q -> " + "( x " * 40_000 + " ~~|\na[d] = 1 ~~|\n")
    yield "box-open", _mdl("a = " + "([" * 50_000 + " ~~|\n")
    yield "box-spaces", _mdl("a = WITH LOOKUP(1, ([(0,0)-" + " " * 90_000 + "x,(0,0))) ~~|\n")
    yield "slashes", _mdl("a = b" + "\\ " * 90_000 + " ~~|\n")
    yield "ends", {"model.mdl": b"|" * 1_000_000}
    yield "tildes", {"model.mdl": b"a" + b"~" * 1_000_000 + b"|"}
    yield "empty", {"model.mdl": b""}
    yield "zeros", {"model.mdl": b"\0" * 100_000}
    yield "binary", {"model.mdl": bytes(range(256)) * 400}
    yield "xml-empty", {"model.xmile": b""}
    yield "xml-binary", {"model.xmile": bytes(range(256)) * 400}
    yield "xml-deep", {"model.xmile": b"<x>" * 100_000}
    yield "xml-root-only", {"model.xmile": b'<xmile xmlns="x"/>'}
    yield "xml-no-namespace", {"model.xmile": b"<xmile><model/></xmile>"}
    yield (
        "xml-odd-namespace",
        {"model.xmile": xmile(_ONE).replace('xmlns="', 'xmlns="a}b').encode()},
    )
    attributes = " ".join(f"x{i}='1'" for i in range(50_000))
    yield "xml-attributes", _xml(f'<aux name="a" {attributes}><eqn>b</eqn></aux>')
    yield "xml-prefix", _xml("<isee:prefs/><aux name='a'><eqn>b</eqn></aux>")
    yield "xml-name", _xml(f'<aux name="{"x" * _LONG}"><eqn>1</eqn></aux>')
    yield "xml-equation", _xml(f'<aux name="a"><eqn>{"1+" * _LONG}1</eqn></aux>')
    yield "xml-text", _xml(f'<aux name="a"><eqn>1{" " * _LONG}</eqn></aux>')
    yield "xml-ifs", _xml(f'<aux name="a"><eqn>{"IF 1 THEN " * 3000}1</eqn></aux>')
    yield "xml-parentheses", _xml(f'<aux name="a"><eqn>{"(" * 20_000}1{")" * 20_000}</eqn></aux>')
    yield "xml-powers", _xml(f'<aux name="a"><eqn>{"^".join(["2"] * 3000)}</eqn></aux>')
    yield "xml-sum", _xml(f'<aux name="a"><eqn>{"+".join(["b"] * 3000)}</eqn></aux>')
    yield (
        "xml-points",
        _xml(
            '<aux name="a"><eqn>TIME</eqn><gf><xscale min="0" max="1"/><ypts sep="">'
            "1,2</ypts></gf></aux>"
        ),
    )
    yield "xml-no-points", _xml('<aux name="a"><eqn>TIME</eqn><gf/></aux>')
    yield "xml-nothing-named", _xml('<aux><eqn>1</eqn></aux><stock name=""><eqn>1</eqn></stock>')
    for word in ("1e300", "NaN", "inf", "-1", "x"):
        text = xmile(_ONE, specs=f'method="Euler" isee:save_interval="{word}"')
        if word in ("NaN", "inf", "x"):
            yield f"xml-save-{word}", {"model.xmile": text.encode()}
    for part, word in (("dt", "0"), ("dt", "NaN"), ("stop", "inf"), ("start", "1e400"), ("dt", "")):
        plain = xmile(_ONE)
        begin = plain.index(f"<{part}>") + len(part) + 2
        end = plain.index(f"</{part}>")
        yield (
            f"xml-{part}-{word or 'none'}",
            {"model.xmile": (plain[:begin] + word + plain[end:]).encode()},
        )
    for name, call in {
        "sum": "SUM()",
        "min": "VMIN()",
        "lookup": "LOOKUP EXTRAPOLATE()",
        "elm": "VECTOR ELM MAP()",
        "select": "VECTOR SELECT()",
        "allocate": "ALLOCATE AVAILABLE()",
        "integ": "INTEG(1)",
        "delay": "DELAY1()",
        "sort": "VECTOR SORT ORDER(1)",
        "inverse": "INVERT MATRIX()",
        "constants": "GET DIRECT CONSTANTS('x')",
        "numbers": "GET DIRECT CONSTANTS(1, 2, 3)",
        "text": "MAX('a', 1)",
        "data": "GET DATA BETWEEN TIMES(1, 2, 3)",
        "initial": "INITIAL()",
    }.items():
        yield f"call-{name}", _mdl(f"a = {call} ~~|\n")
    yield "nested-calls", _mdl("a = " + "MAX(1," * 3000 + "1" + ")" * 3000 + " ~~|\n")
    yield "nested-parentheses", _mdl("a = " + "(" * 3000 + "1" + ")" * 3000 + " ~~|\n")
    yield "powers", _mdl("a = " + "^".join(["b"] * 3000) + " ~~|\n")
    yield "ands", _mdl("a = IF THEN ELSE(" + ":AND:".join(["b"] * 3000) + ", 1, 2) ~~|\n")
    yield (
        "constant-chain",
        _mdl(
            "".join(f"c{i} = c{i + 1} ~~|\n" for i in range(3000))
            + "c3000 = d ~~|\na = DELAY N(1, 1, 1, c0) ~~|\n"
        ),
    )
    yield "undefined-many", _mdl("".join(f"a{i} = b{i} ~~|\n" for i in range(3000)))


def _books() -> Iterator[tuple[str, Files]]:
    far = (
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    yield "book-far", _booked(far, "A1:XFD1048576")
    wide = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(1, 300))
    yield "book-wide", _booked(wide)
    yield "book-unpacks", _booked(b"<row/>" + b" " * 150_000_000)
    yield (
        "book-no-zip",
        {
            **_mdl("a = GET DIRECT CONSTANTS('book.xlsx', 'Sheet1', 'A1') ~~|\n"),
            "book.xlsx": b"PK" + b"\0" * 1000,
        },
    )
    yield "book-empty", _booked(b"")
    data = "a = GET DIRECT CONSTANTS('d.csv', ',', 'A1') ~~|\n"
    yield "csv-commas", {**_mdl(data), "d.csv": b"," * 3_000_000}
    yield "csv-field", {**_mdl(data), "d.csv": b'"' + b"x" * 1_000_000}
    yield "csv-zeros", {**_mdl(data), "d.csv": b"\0\0\0"}
    yield "csv-separator", {**_mdl(data.replace("','", "'ab'", 1)), "d.csv": b"1"}


def bombs() -> dict[str, Files]:
    """List the corpus by name: folder name → files, the model first."""
    every = (*_ranges(), *_runs(), *_modules_and_macros(), *_texts(), *_books(), *heavy())
    return dict(every)
