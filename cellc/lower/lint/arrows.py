r"""N0632: `\overleftarrow{h}_t` made of `\overleftarrow{h}_{t-1}`: it runs forward.

An arrow to the left is the state of the pass from the last step to the first.  The
accent is a part of the name here, and steps are counted as they are written.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare

# what the accent is in an identifier, and other words for it
_WORDS = frozenset(["backward", "backwards", "bwd", "reverse", "reversed"])


def note_arrows(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Tell of the first such state."""
    for state in resolved.states:
        if _WORDS.isdisjoint(state.split("_")[1:]):
            continue
        place = resolved.first_lag[state]
        typed = bare(diagnostics.source.snippet(place))
        diagnostics.note(
            "N0632",
            f"`{typed}` is computed from the first step to the last, as its t-1 says, "
            "not backward as its name does",
            place,
            help="write the cell without the arrows and use --bidirectional, which "
            "runs a copy of it from the last step; or give it the steps of a sequence "
            "in the other order",
        )
        return
