"""report: cells described for people.

tables     rows as a table: Rich on a terminal, aligned text in a pipe
describe   one cell: roles, shapes, sizes, initialisers, number of parameters
records    what is told of a cell in a list, as plain data
overview   many cells, one row each, by family; how many have a feature
features   the table of what can be told of a cell from its equations
recurrence how states depend on themselves
zoo_page   the zoo as a page, docs/zoo.md
markdown   text that Markdown leaves as it is
dump       the result of each stage as text
findings   diagnostics as JSON and as SARIF
explain    explanations of diagnostic codes, and the page of them

Reads the stages' results and changes nothing.
"""
