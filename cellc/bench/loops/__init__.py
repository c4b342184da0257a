"""A cell as a loop in another library: what a person without cellc would run.

`printer` writes the scheduled forward part of a cell with products already hoisted out
of the loop and fused, in calls of a vocabulary `n` that every library can speak;
`with_torch` and `with_jax` are its words, and the runs that are timed.  Gradients are
the library's own.
"""
