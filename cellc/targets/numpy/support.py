"""Support code of generated modules: emitted only where it is used."""

from __future__ import annotations

NORMAL_CDF = '''\
# Chebyshev coefficients of log(erfc(z) / t) + z * z on t = 2 / (2 + z), for z >= 0
_ERFC = (
    -0.6513268598908547,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.027857811253424e-05,
    -1.624290004647027e-06,
    1.303655835580523e-06,
    1.562644172206791e-08,
    -8.523809591492989e-08,
    6.529054439103681e-09,
    5.05934349554531e-09,
    -9.913641564857363e-10,
    -2.273651223013916e-10,
    9.646791102901974e-11,
    2.3940380737931292e-12,
    -6.886027517156651e-12,
    8.944879181626201e-13,
    3.130921486031433e-13,
    -1.1270823153675993e-13,
    3.8109745800802463e-16,
    7.106091885650422e-15,
    -1.5230238544284935e-15,
    -9.457777839998267e-17,
    1.2102495096321212e-16,
    -2.8166225725750485e-17,
)


def normal_cdf(a):
    """The distribution function of the normal distribution, to rounding."""
    z = np.minimum(np.abs(a) * 0.7071067811865476, 40)
    t = 2 / (2 + z)
    series = np.polynomial.chebyshev.chebval(2 * t - 1, _ERFC)
    tail = 0.5 * t * np.exp(series - z * z)
    return np.where(a < 0, tail, 1 - tail).astype(a.dtype, copy=False)
'''

HELPERS: dict[str, str] = {
    "sigmoid": '''\
def sigmoid(a, out=None):
    """The logistic function; written with tanh it overflows for no argument."""
    out = np.asarray(np.multiply(0.5, a, out=out))
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
    return out
''',
    "normal_cdf": NORMAL_CDF,
    "batch_mean": '''\
def batch_mean(a, share, given, step=...):
    """The mean over the sequences of the batch, or what is given in its place."""
    if given is None:
        mean = (a * share).sum(axis=-1, keepdims=True)
    else:
        mean = given[step][..., None]
    return np.repeat(mean, a.shape[-1], axis=-1)
''',
    "batch_share": '''\
def batch_share(d, share):
    """The gradient of a mean over the batch: each sequence has its share of it."""
    return d.sum(axis=-1, keepdims=True) * share
''',
    "softplus": '''\
def softplus(a):
    """log(1 + exp(a)), in a form that overflows for no argument."""
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))
''',
    "elu": '''\
def elu(a):
    """a above zero, exp(a) - 1 below."""
    return np.maximum(a, 0) + np.expm1(np.minimum(a, 0))
''',
    "leaky_relu": '''\
def leaky_relu(a):
    """a above zero, a / 100 below."""
    return np.maximum(a, 0.01 * a)
''',
    "hard_sigmoid": '''\
def hard_sigmoid(a):
    """The line a / 6 + 1 / 2, cut off at 0 and 1."""
    return np.clip(a / 6 + 0.5, 0, 1)
''',
    "softmax": '''\
def softmax(a):
    """Positive components that add up to one; overflows for no argument."""
    weights = np.exp(a - a.max(axis=-2, keepdims=True))
    return weights / weights.sum(axis=-2, keepdims=True)
''',
    "log_sum_exp": '''\
def log_sum_exp(a):
    """log of the sum of exp of the components; overflows for no argument."""
    largest = a.max(axis=-2, keepdims=True)
    return largest + np.log(np.exp(a - largest).sum(axis=-2, keepdims=True))
''',
    "largest": '''\
def largest(a):
    """The largest component."""
    return a.max(axis=-2, keepdims=True)
''',
    "at_largest": '''\
def at_largest(a):
    """1 at the largest component, shared where there are several, 0 elsewhere."""
    at = (a == a.max(axis=-2, keepdims=True)).astype(a.dtype)
    return at / at.sum(axis=-2, keepdims=True)
''',
    "product": '''\
def product(a):
    """The product of all components."""
    return a.prod(axis=-2, keepdims=True)
''',
    "others": '''\
def others(a):
    """For each component the product of all others, also where some are zero."""
    before, behind = np.ones_like(a), np.ones_like(a)
    np.cumprod(a[..., :-1, :], axis=-2, out=before[..., 1:, :])
    np.cumprod(a[..., :0:-1, :], axis=-2, out=behind[..., -2::-1, :])
    return before * behind
''',
    "norm": '''\
def norm(a):
    """The Euclidean norm; overflows for no argument."""
    scale = np.abs(a).max(axis=-2, keepdims=True)
    scale = np.where(scale > 0, scale, 1)
    return scale * np.sqrt(((a / scale) ** 2).sum(axis=-2, keepdims=True))
''',
    "direction": '''\
def direction(a):
    """The vector divided by its Euclidean norm; zero where it is zero."""
    scale = np.abs(a).max(axis=-2, keepdims=True)
    a = a / np.where(scale > 0, scale, 1)
    length = np.sqrt((a * a).sum(axis=-2, keepdims=True))
    return a / np.where(length > 0, length, 1)
''',
    "centred": '''\
def centred(a, axis=-2):
    """The components without their mean."""
    return a - a.sum(axis=axis, keepdims=True) / a.shape[axis]
''',
    "rms": '''\
def rms(a):
    """The root mean square of the components, with 1e-05 added to stay off 0."""
    ones = np.ones((1, a.shape[-2]), a.dtype)  # a sum as a product is the fastest
    return np.sqrt(ones @ (a * a) / a.shape[-2] + 1e-05)
''',
    "normalised": '''\
def normalised(a):
    """The components divided by their root mean square, with 1e-05 to stay off 0."""
    mean = (a * a).sum(axis=-2, keepdims=True) / a.shape[-2]
    return a / np.sqrt(mean + 1e-05)
''',
    "total": '''\
def total(a):
    """The sum over the components; as a product it is the fastest."""
    return np.ones((1, a.shape[-2]), a.dtype) @ a
''',
    "cumsum": '''\
def cumsum(a):
    """Each component the sum of those up to it."""
    return np.cumsum(a, axis=-2)
''',
    "cumsum_back": '''\
def cumsum_back(a):
    """Each component the sum of those from it on."""
    return np.flip(np.cumsum(np.flip(a, axis=-2), axis=-2), axis=-2)
''',
}

CHECKS = '''\
def _check(name, array, shape, dtype):
    """Refuse an argument that is no array of this shape and dtype."""
    if not isinstance(array, (np.ndarray, np.generic)):
        kind = type(array).__name__
        raise TypeError(f"{name} is a {kind}; it must be an array of shape {shape}")
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; it must be {shape}")
    if array.dtype != dtype:
        raise TypeError(f"{name} has dtype {array.dtype}; it must be {dtype}")
'''

RANK_CHECK = '''\
def _check_rank(name, array, axes):
    """Refuse an argument that is no floating-point array with these axes."""
    expected = f"({', '.join(axes)})"
    if not isinstance(array, (np.ndarray, np.generic)):
        kind = type(array).__name__
        raise TypeError(f"{name} is a {kind}; it must be an array with axes {expected}")
    if array.ndim != len(axes):
        raise ValueError(f"{name} has shape {array.shape}; its axes must be {expected}")
    if array.dtype not in (np.float32, np.float64):
        kind = array.dtype
        raise TypeError(f"{name} has dtype {kind}; it must be float32 or float64")
'''

LENGTHS = '''\
def _dead_steps(lengths, T, B):
    """Which steps lie past the end of their sequence, (T, 1, B); None if none do."""
    if lengths is None:
        return None
    lengths = np.asarray(lengths)
    if lengths.shape != (B,):
        raise ValueError(f"lengths has shape {lengths.shape}; it must be {(B,)}")
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths has dtype {lengths.dtype}; it must be of integers")
    if ((lengths < 0) | (lengths > T)).any():
        raise ValueError(f"lengths must lie between 0 and the number of steps, {T}")
    return np.arange(T)[:, None, None] >= lengths


def _within_lengths(x, lengths):
    """The input with what lies past the end of a sequence replaced by its last step.

    Padding can hold anything, not-a-number included; it reaches no result this way.
    """
    T, B = x.shape[:2]
    last = np.clip(lengths - 1, 0, None)
    steps = np.minimum(np.arange(T)[:, None], last)
    filled = x[steps, np.arange(B)]
    filled[:, lengths == 0] = 0
    return filled
'''

SHARES = '''\
def _shares(dead, T, B, dtype):
    """What each sequence counts for in the means over the batch, (T, 1, B)."""
    if dead is None:
        return np.full((T, 1, B), 1 / max(1, B), dtype)
    alive = (~dead).astype(dtype)
    return alive / np.maximum(1, alive.sum(axis=-1, keepdims=True))


def _of_batch(mean, given):
    """The mean that `forward` took, the same for every sequence; of none it is zero."""
    if given is not None:
        return given
    return mean[..., 0].copy() if mean.shape[-1] else mean.sum(axis=-1)
'''

ROOM = '''\
def _room(room, name, shape, dtype):
    """An array in the memory that this name had in a former call, if it fits."""
    size = 1
    for length in shape:
        size *= length
    found = room.get(name)
    if found is None or found.dtype != dtype or found.size < size:
        found = room[name] = np.empty(size, dtype)
    return found[:size].reshape(shape)
'''

ARRAYS = '''\
def _arrays(room, dtype, *shapes):
    """Arrays side by side in one piece of memory."""
    starts, stop = [], 0
    for shape in shapes:
        starts.append(stop)
        size = 1
        for length in shape:
            size *= length
        stop += size
    whole = _room(room, "steps", (stop,), dtype)
    places = zip(shapes, starts, strict=True)
    at = dtype.itemsize
    return [np.ndarray(shape, dtype, whole, at * start) for shape, start in places]
'''

# the runs of one step are B long: short ones are copied slower than turned
WIDE = '''\
def _side_by_side(a, room, name):
    """The columns of all steps side by side: (n, T * B) from (T, n, B)."""
    T, n, B = a.shape
    if B < 16:  # turned step by step, then read as its transpose
        rows = _room(room, name, (T, B, n), a.dtype)
        np.copyto(rows, a.transpose(0, 2, 1))
        return rows.reshape(T * B, n).T
    cols = _room(room, name, (n, T, B), a.dtype)
    np.copyto(cols, a.transpose(1, 0, 2))
    return cols.reshape(n, T * B)
'''

SUM = '''\
def _over_steps(a):
    """The sum over all steps, (n, 1): a product, since that runs on all cores."""
    return a @ np.ones((a.shape[1], 1), a.dtype)
'''

# where a value of every step is a matrix
LAYOUT_OF_MATRICES = '''\
def _swapped(a):
    """(T, B, ...) from (T, ..., B): rows outside, columns inside."""
    return np.moveaxis(a, -1, 1).copy()


def _outputs(a, dead):
    """An output of every step as the caller has it, (T, B, ...)."""
    return _swapped(a if dead is None else np.where(_like(dead, a), 0, a))


def _cotangent(a, dead, columns):
    """The gradient with respect to an output, filled in as columns; None is zero."""
    columns[...] = 0 if a is None else np.moveaxis(a, 1, -1)
    if dead is not None:
        np.copyto(columns, 0, where=_like(dead, columns))
    return columns


def _like(dead, a):
    """Which steps are past the end, with as many axes as `a` has."""
    T, _, B = dead.shape
    return dead.reshape(T, *(1,) * (a.ndim - 2), B)
'''

LAYOUT = '''\
def _swapped(a):
    """(T, n, B) from (T, B, n) and back: columns inside, rows outside."""
    return a.transpose(0, 2, 1).copy()


def _outputs(a, dead):
    """An output of every step as the caller has it, (T, B, n)."""
    return _swapped(a if dead is None else np.where(dead, 0, a))


def _cotangent(a, dead, columns):
    """The gradient with respect to an output, filled in as columns; None is zero."""
    columns[...] = 0 if a is None else a.transpose(0, 2, 1)
    if dead is not None:
        np.copyto(columns, 0, where=dead)
    return columns
'''
