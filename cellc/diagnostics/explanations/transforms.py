"""E012x: transforms."""

from cellc.diagnostics.explanations.explanation import Explanation

_GATED = "f_t = σ(W_f x_t + U_f h_{t-1})\nh_t = f_t ⊙ h_{t-1} + V x_t\nwhere\n  "
_LSTM = (
    "f_t = σ(W_f x_t + U_f h_{t-1})\ni_t = σ(W_i x_t + U_i h_{t-1})\n"
    "c_t = f_t ⊙ c_{t-1} + i_t ⊙ tanh(W x_t + U h_{t-1})\nh_t = tanh(c_t)\nwhere\n  "
)
_PAIR = (
    "a_t = σ(W_a x_t)\nc_t = a_t ⊙ c_{t-1} + U_c x_t\n"
    "d_t = a_t ⊙ d_{t-1} + U_d c_t\nwhere\n  output d_t\n  "
)

TRANSFORMS: dict[str, Explanation] = {
    "E0120": Explanation(
        "A line `with ...` of the `where` block, `--with` on the command line and "
        "`transforms` in Python name a change of the cell, one of the table in "
        "docs/language.md. There is none of this name.",
        bad=f"{_GATED}with layernrm",
        good=f"{_GATED}with layernorm",
    ),
    "E0121": Explanation(
        "Behind the name of a transform and a colon stand its arguments, with commas "
        "between: names of the cell, probabilities from 0 up to 1, or both, "
        "`h=0.05`. The help line has what this one takes.",
        bad=f"{_GATED}with zoneout:5",
        good=f"{_GATED}with zoneout:0.05",
    ),
    "E0122": Explanation(
        "The name is not one that the transform can be about: no state for zoneout, no "
        "memory for peepholes, no gate for a coupling. Names are those of the code, "
        "as `cellc show` lists them, or those of the text without the step. The help "
        "line has the names that can be given.",
        bad=f"{_GATED}with zoneout:c=0.1",
        good=f"{_GATED}with zoneout:h=0.1",
    ),
    "E0123": Explanation(
        "A transform is defined by what the equations are, not by what names mean: a "
        "peepholes need a state that keeps a part of its old value and a gate, a "
        "coupling two gates, of which one multiplies the old value and the other the "
        "new one. This cell does not have it.",
        bad=f"{_GATED}with coupled",
        good=f"{_LSTM}with coupled",
    ),
    "E0124": Explanation(
        "The cell has what the transform is about several times, and which is meant "
        "cannot be told. Name one, as the help line says.",
        bad=f"{_PAIR}with peepholes",
        good=f"{_PAIR}with peepholes:c",
    ),
}
