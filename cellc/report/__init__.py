"""report: cells described for people.

tables     rows as a table: Rich on a terminal, aligned text in a pipe
describe   one cell: roles, shapes, sizes, initialisers, number of parameters
overview   many cells, one row each
dump       the result of each stage as text
findings   diagnostics as JSON and as SARIF
explain    explanations of diagnostic codes, and the page of them

Reads the stages' results and changes nothing.
"""
