"""Support code of modules whose recurrences are linear: a scan over all steps."""

SCAN = '''\
def _scan(keep, seq, dead, room):
    """The recurrence seq[t + 1] += keep[t] * seq[t] over all steps, in place.

    What is a lot of work at each step is done step by step.  Else blocks of steps run
    side by side, each from zero; what reaches a block from those before is added to it.
    """
    T = len(seq) - 1
    keep = np.asarray(keep, seq.dtype)
    if dead is not None:  # past its end a sequence stays as it is
        dead = dead.reshape(T, *(1,) * (seq.ndim - 2), dead.shape[-1])
        keep = np.where(dead, np.ones_like(keep), keep)
        np.copyto(seq[1:], 0, where=dead)
    elif keep.ndim == 0 and keep == 0:
        return
    kept = keep.ndim == 0 and keep == 1
    keep = np.broadcast_to(keep, seq[1:].shape)
    size = 1 + int(T**0.5) // 2  # of a block
    count = T // size
    shape = (count, size, *seq.shape[1:])
    reach = None
    if seq[0].size <= 2**9 and size >= 4:
        keeps = keep[: count * size].reshape(shape)
        reach = _reach(keeps, _room(room, "reach", shape, seq.dtype))
    if reach is None:
        for t in range(T):
            seq[t + 1] += seq[t] if kept else keep[t] * seq[t]
        return
    blocks = seq[1 : 1 + count * size].reshape(shape)
    for k in range(1, size):
        blocks[:, k] += keeps[:, k] * blocks[:, k - 1]
    before = seq[0].copy()
    for block, reached in zip(blocks, reach):
        reached *= before
        before = block[-1] + reached[-1]
    blocks += reach
    for t in range(count * size, T):
        seq[t + 1] += keep[t] * seq[t]


def _reach(keeps, reach):
    """How much of what is before a block is left at each step; None if too much is."""
    with np.errstate(over="ignore", invalid="ignore"):
        reach[:, 0] = keeps[:, 0]
        for k in range(1, keeps.shape[1]):
            np.multiply(keeps[:, k], reach[:, k - 1], out=reach[:, k])
    return reach if np.isfinite(reach[:, -1]).all() else None


def _scan_back(keep, d, d_next, dead, room, late=None):
    """The recurrence d[t] += keep[t + 1] * d[t + 1] from the last step, in place.

    d_next is what reaches the last step; what leaves the first one is returned.
    late, if given, is what each step adds to the gradient of the step before.
    """
    if len(d) == 0:
        return d_next
    keep = np.asarray(keep, d.dtype)
    if dead is not None:
        dead = dead.reshape(len(d), *(1,) * (d.ndim - 2), dead.shape[-1])
        keep = np.where(dead, np.ones_like(keep), keep)
        np.copyto(d, 0, where=dead)
    keep = np.broadcast_to(keep, d.shape)
    d[-1] += d_next
    if late is not None:
        d[:-1] += late[1:]
    _scan(keep[:0:-1], d[::-1], None, room)
    d_next = keep[0] * d[0]
    if late is not None:
        d_next += late[0]
    if dead is not None:
        np.copyto(d, 0, where=dead)
    return d_next
'''
