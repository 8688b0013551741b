"""SciPy's special functions, loaded when one is first called: reading a file needs none of them."""

from typing import Any


def ndtr(x: Any) -> Any:
    """Return the share of a standard normal below `x`."""
    from scipy.special import ndtr as function

    return function(x)


def ndtri(share: Any) -> Any:
    """Invert `ndtr`."""
    from scipy.special import ndtri as function

    return function(share)


def erfinv(y: Any) -> Any:
    """Invert the error function."""
    from scipy.special import erfinv as function

    return function(y)


def gammaincinv(shape: Any, share: Any) -> Any:
    """Invert the regularised incomplete gamma function: quantiles of a gamma of scale 1."""
    from scipy.special import gammaincinv as function

    return function(shape, share)


def betaincinv(a: Any, b: Any, share: Any) -> Any:
    """Invert the regularised incomplete beta function: quantiles of a beta."""
    from scipy.special import betaincinv as function

    return function(a, b, share)


def stdtrit(df: Any, share: Any) -> Any:
    """Invert the distribution function of Student's t."""
    from scipy.special import stdtrit as function

    return function(df, share)
