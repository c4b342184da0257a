"""The table of diagnostic codes: a stable code and what it is about, in a few words.

E00xx files and commands, E01xx syntax, E02xx names and roles, E03xx facts of the
`where` block, E04xx shapes, W05xx warnings, N06xx notes.  The letter is the severity.

A new code is one line here.  Its explanation, for `cellc explain` and `docs/errors.md`,
stands in `explanations/`; a test lists the codes that have none yet.
"""

CODES: dict[str, str] = {
    "E0001": "the file cannot be read",
    "E0002": "the file is not UTF-8 text",
    "E0003": "the output cannot be written",
    "E0004": "no such cell or file",
    "E0005": "no such code",
    "E0100": "no equation",
    "E0101": "unknown character",
    "E0102": "bracket without its partner",
    "E0103": "what cannot stand where it stands",
    "E0104": "no `=` in a line, or more than one",
    "E0105": "nested too deep",
    "E0106": "text too long",
    "E0107": "LaTeX environment without its partner",
    "E0108": "matrix written out",
    "E0109": "document with several displays, or none",
    "E0110": "unknown LaTeX command",
    "E0111": "sign or command that is not computed",
    "E0112": "condition that is not read",
    "E0113": "macro that cannot be expanded",
    "E0114": "macro without an end",
    "E0118": "index without an end",
    "E0201": "letter without an ASCII spelling",
    "E0202": "two time indices",
    "E0203": "index not understood",
    "E0204": "exponent not understood",
    "E0205": "function without argument",
    "E0206": "list without meaning",
    "E0207": "operator with two readings",
    "E0208": "two readings: where an argument or a denominator ends",
    "E0209": "unknown function",
    "E0210": "wrong number of arguments",
    "E0211": "function defined by itself",
    "E0212": "number out of range",
    "E0213": "expression too large",
    "E0214": "t used as a value",
    "E0215": "sum over an index not understood",
    "E0216": "stack with another number of rows",
    "E0218": "differential equation",
    "E0217": "initial value among the equations",
    "E0219": "right sides not shown to be the same",
    "E0220": "name defined twice",
    "E0221": "left side is no name",
    "E0222": "left side not at t",
    "E0223": "two names, one identifier",
    "E0224": "name with and without time",
    "E0225": "declared but not used",
    "E0226": "state never defined",
    "E0227": "step out of reach",
    "E0228": "output not defined",
    "E0229": "no state",
    "E0230": "circle at one step",
    "E0231": "definition not used",
    "E0232": "no input",
    "E0233": "definition without time of what varies with time",
    "E0301": "fact about no name",
    "E0302": "fact not understood",
    "E0303": "constant without a number",
    "E0304": "unknown role",
    "E0305": "initialiser not understood",
    "E0306": "size not understood",
    "E0307": "fact against the equations",
    "E0401": "number, vector or matrix: not decided",
    "E0402": "unequal sizes",
    "E0403": "unequal numbers of axes",
    "E0404": "product of shapes that do not fit",
    "E0405": "two readings: product",
    "E0406": "matrix does not fit its vector",
    "E0407": "concatenation of what is no vector",
    "E0408": "sides of an equation differ in shape",
    "E0409": "size not determined",
    "E0410": "number in the place of a vector",
    "E0411": "size that no argument tells",
    "E0412": "more than two axes",
    "E0413": "operation over components without components",
    "W0501": "name that looks misspelled",
    "W0503": "text about a function that is not read",
    "W0504": "number of a sentence that is not read",
    "W0506": "matrix of which a sentence says more",
    "W0502": "state read at another step than its like",
    "W0505": "equation read as text",
    "N0601": "biases of which only the sum matters",
    "N0602": "parameter shared by equations",
    "N0603": "text between equations",
    "N0604": "time index supplied",
    "N0605": "row vectors read as columns",
    "N0606": "equation solved for its left side",
    "N0609": "operator read by the shapes of its sides",
    "N0610": "layer below read as input",
    "N0611": "letters written together",
    "N0612": "readout read as an output",
    "N0613": "identity matrix",
    "N0614": "input of an earlier step",
    "N0616": "declared name of a family",
    "N0617": "step at the end of names",
    "N0618": "letter read as a label",
    "N0619": "value of this step, written at t-1",
    "N0630": "one letter, two names",
    "N0620": "list or sign read as a concatenation",
    "N0621": "two sizes of one name",
    "N0622": "readout of the state before the step",
    "N0623": "index of a filter, with a bar",
    "N0627": "hat behind its letter",
    "N0661": "equation of a sentence that is not read",
    "N0662": "vectors of a batch, as rows",
    "N0663": "copy of a rendered page",
    "N0664": "what a sentence says beside the equations",
    "N0665": "sentences beside a display of a document",
    "N0668": "value that a sentence chooses",
    "N0669": "function that a sentence names",
    "N0680": "the number of the step as a value",
    "N0682": "equations written out for an index",
    "N0681": "last of several cases",
    "N0667": "displays of a document taken together",
    "N0624": "Euler's number",
    "N0615": "second name for a right side",
    "N0640": "right sides that agree",
    "N0645": "equation written twice",
    "N0650": "comments read as the text",
}

GROUPS: dict[str, str] = {
    "E00": "Files and commands",
    "E01": "Syntax",
    "E02": "Names and roles",
    "E03": "Facts of the where block",
    "E04": "Shapes",
    "W05": "Warnings",
    "N06": "Notes",
}

# ------------------------------------------------------------ what follows from what

# A name, an index or a matrix is at fault, wherever it stands: one diagnostic for all.
ABOUT_NAMES = frozenset({"E0108", "E0110", "E0111", "E0201", "E0203", "E0209"})
# The text as a whole lacks something; the place is only where one could begin.
ABOUT_THE_WHOLE = frozenset({"E0100", "E0118", "E0229", "E0232"})
# Nothing inside the place of such an error is read, so nothing more is said about it.
UNREAD = frozenset({"E0112"})
# A finding -> the one that it follows from where both are found, at one place unless it
# is about the whole.
EXPLAINED_BY: dict[str, str] = {
    "E0229": "E0230",  # no state: the t-1 that is missing in the circle makes one
    "E0232": "E0230",  # no input: with the t-1 that is missing, other indices are
    "E0231": "E0118",  # the names that were to be written out
    "N0664": "W0504",
    "W0503": "N0669",  # what is read after all
    "N0603": "W0503",  # text that is not read: the warning says so too
}
