"""How fast generated code is: times, floating-point operations, shares of a limit.

`operations` counts what a cell must compute, `sizes` says at which sizes, `measure`
runs every competitor in a process of its own, `worker` is what runs there.
"""
