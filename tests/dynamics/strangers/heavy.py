"""Small models that ask for more work or room than any run needs."""

from collections.abc import Iterator

from tests.dynamics.texts import vensim, xmile

Files = dict[str, bytes]


def mdl(equations: str, **control: object) -> Files:
    return {"model.mdl": vensim(equations, **control).encode()}  # type: ignore[arg-type]


def xml(variables: str, *, dimensions: str = "") -> Files:
    return {"model.xmile": xmile(variables, dimensions=dimensions).encode()}


def heavy() -> Iterator[tuple[str, Files]]:
    """Yield name and files of each."""
    yield from _delays()
    yield from _ranges()
    yield from _steps()
    yield from _elements()


def _delays() -> Iterator[tuple[str, Files]]:
    fixed = "DELAY FIXED(Time, 400000, 0)"
    yield "pipes", mdl("".join(f"p{i} = {fixed} ~~|\n" for i in range(500)))
    yield "pipes-array", mdl(f"d: (e1-e40000) ~~|\np[d] = {fixed} ~~|\n")
    written_off = "DEPRECIATE STRAIGHTLINE(1, 400000, 1, 0)"
    yield "pipes-written-off", mdl("".join(f"p{i} = {written_off} ~~|\n" for i in range(9)))
    macro = ":MACRO: F(x)\nF = DELAY FIXED(x, 400000, 0) ~~|\n:END OF MACRO:\n"
    yield "pipes-macros", mdl(macro + "".join(f"p{i} = F(Time) ~~|\n" for i in range(9)))


def _ranges() -> Iterator[tuple[str, Files]]:
    yield (
        "ranges-long",
        mdl("".join(f"d{i}: (e1-e50000) ~~|\n" for i in range(300)) + "a = 1 ~~|\n"),
    )
    inside = "".join(f"d{i}: d{i - 1}, e{i} ~~|\n" for i in range(1, 2000))
    yield "ranges-nested", mdl(inside + "d0: e0 ~~|\na[d1999] = 1 ~~|\n")
    names = [f"d{i}" for i in range(3000)]
    each = "".join(f"{name}: {name}e ~~|\n" for name in names)
    yield "subscripts-many", mdl(each + f"a[{','.join(names)}] = 1 ~~|\n")
    left_out = ",".join(f"[e{i % 300 + 1}]" for i in range(5000))
    yield "exceptions", mdl(f"d: (e1-e300) ~~|\na[d] :EXCEPT: {left_out} = 1 ~~|\n")
    every = "".join(f'<dim name="d{i}" size="40000"/>' for i in range(100))
    yield "dimensions-long", xml('<aux name="a"><eqn>1</eqn></aux>', dimensions=every)
    yield "sums-square", mdl("d: (e1-e1400) ~~|\na[d] = Time ~~|\nb[d] = SUM(a[d!]) ~~|\n")
    two = "d: (e1-e600) ~~|\nf: (g1-g600) ~~|\n"
    yield "sum-of-table", mdl(two + "a[d, f] = Time ~~|\nb = SUM(a[d!, f!]) ~~|\n")


def _steps() -> Iterator[tuple[str, Files]]:
    stocks = "d: (e1-e8000) ~~|\na[d] = INTEG(a[d], 0) ~~|\n"
    yield "saved", mdl(stocks, end=5000, step=1)
    yield "many-stocks-many-steps", mdl(stocks, end=100_000, step=1, save=50_000)
    yield "steps-saved", mdl("a = Time ~~|\n", end=4_900_000, step=1)
    summed = "d: (e1-e5000) ~~|\nb[d] = INTEG(1, 0) ~~|\nx = SUM(b[d!]) ~~|\n"
    yield "clock-of-stocks", mdl(summed, step="1 + 0*x", end=1_000_000)
    yield "end-of-stocks", mdl(summed, end="1e6 + 0*x", step=1)


def _elements() -> Iterator[tuple[str, Files]]:
    array = '<dimensions><dim name="d"/></dimensions>'
    own = "".join(f'<element subscript="{i}"><eqn>{i}</eqn></element>' for i in range(1, 20_001))
    sized = '<dim name="d" size="20000"/>'
    yield "elements-own", xml(f'<aux name="a">{array}{own}</aux>', dimensions=sized)
    same = '<element subscript="1"><eqn>1</eqn></element>' * 20_000
    yield "elements-same", xml(f'<aux name="a">{array}{same}</aux>', dimensions=sized)
    yield "equations-same", xml(f'<aux name="a">{"<eqn>1</eqn>" * 100_000}</aux>')
