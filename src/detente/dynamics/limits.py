"""The most that a model may hold. Each count is checked before what it counts is laid out.

Public models hold thousands of variables and, the largest, some hundred thousand numbers; what is
larger by orders is a mistake or a bomb. `docs/models.md` lists these limits.
"""

MOST_BYTES = 20_000_000
MOST_TEXT = 6_000_000
"""Characters of equations in a file, without its drawing."""
LONGEST_ENTRY = 200_000
"""Characters of one equation: a lookup of ten thousand points."""
MOST_POINTS = 50_000
"""Of all lookups of a Vensim file, whose parser takes a tenth of a millisecond for each."""
LONGEST_NAME = 1_000
MOST_ENTRIES = 50_000
MOST_ESCAPES = 5_000
"""Quotation marks within quoted names."""
MOST_PROBLEMS = 50
"""Told of one file; with so many, it is read no further."""
DEEPEST = 250
"""Levels of an equation: brackets within brackets, terms of a sum, powers in a row."""
MOST_ELEMENTS = 50_000
"""Of one range."""
MOST_SPELLED_OUT = 500_000
"""Elements of all ranges together, those of ranges within ranges included."""
MOST_RANGES = 5_000
MOST_SUBSCRIPTS = 20
"""Of one variable; Vensim knows eight."""
MOST_EXCEPTIONS = 500_000
"""Elements of an array times what :EXCEPT: leaves out of it."""
LONGEST_UNIT = 5_000
MOST_UNITS = 2_000
"""Words for units that a model has of its own."""
MOST_OF_ONE = 100
"""Equations that stand side by side in one variable of an XMILE file."""
MOST_OWN_ELEMENTS = 5_000
"""Elements of one array of an XMILE file that have an equation each."""
MOST_NUMBERS = 200_000
"""Scalars of a model: the elements of all its arrays, with the levels of delays."""
MOST_TERMS = 300_000
"""Terms of all sums over ranges, and of other functions of arrays, once written out."""
MOST_MACRO_USES = 20_000
MOST_MODULES = 5_000
DEEPEST_MODULE = 50
MOST_VARIABLES = 20_000
MOST_CELLS = 2_000_000
"""Of all sheets that a model reads, empty ones included."""
MOST_FED = 20_000_000
"""Numbers of all data series together, at each stage of each step."""
MOST_TAGS = 2_500_000
"""Of a sheet of a workbook: some six hundred thousand cells."""
MOST_ROWS = 250_000
"""Of a sheet of a workbook, empty ones included."""
MOST_READ = 1_500_000
"""Cells that the variables of a model read, each as often as it is asked for."""
MOST_UNPACKED = 100_000_000
"""Bytes of a workbook once unpacked."""
MOST_PART = 10_000_000
"""Bytes of any part of it that is no sheet, once unpacked: its texts, names and styles."""
MOST_STEPS = 5_000_000
MOST_UNEVEN_STEPS = 20_000
"""Where TIME STEP or FINAL TIME changes in time: such steps are laid out one by one."""
MOST_UNEVEN_PARTS = 1_000_000
"""Parts of equations that all such steps together take."""
MOST_SAVED = 10_000_000
"""Numbers that one run reports: outputs times save times."""
MOST_PIPED = 1_000_000
"""Numbers on their way through all fixed delays together: the steps of each."""
MOST_PIPED_AT_ONCE = 10_000_000
"""The same, of the draws that are computed together."""
MOST_FUSED = 120
"""Scalars that change in time of a model that is compiled with all that XLA can do."""
MOST_COMPILED = 30_000
"""Parts of the equations that are compiled, at all stages of a step: a minute's work."""
MOST_STEPPED = 5_000_000
"""Parts of the equations worked out in a run that is not compiled: some seconds' work."""
