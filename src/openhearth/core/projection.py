"""Longitude and latitude to kilometres on a plane that keeps areas."""

from __future__ import annotations

import numpy as np

from openhearth.core.errors import Fault, InputError
from openhearth.core.values import Array

EARTH_RADIUS = 6371.007
"""Kilometres; the sphere with the surface of the WGS 84 ellipsoid."""

CENTRE = (10.0, 52.0)
"""Longitude and latitude of the centre used for maps of Europe (as in ETRS89-LAEA)."""


def equal_area(
    longitude: Array, latitude: Array, *, centre: tuple[float, float] = CENTRE, radius: float = EARTH_RADIUS
) -> tuple[Array, Array]:
    r"""Lambert azimuthal equal-area projection of the sphere.

    With longitude :math:`\lambda`, latitude :math:`\varphi` and the centre :math:`(\lambda_0, \varphi_1)`:

    .. math::

        k &= \sqrt{2 / (1 + \sin\varphi_1\sin\varphi + \cos\varphi_1\cos\varphi\cos(\lambda-\lambda_0))} \\
        x &= R\,k\cos\varphi\sin(\lambda-\lambda_0) \\
        y &= R\,k\,(\cos\varphi_1\sin\varphi - \sin\varphi_1\cos\varphi\cos(\lambda-\lambda_0))

    Distances are true near the centre and within about 2 % over the European mainland; far overseas they are not.

    Parameters
    ----------
    longitude, latitude
        (n,) degrees, WGS 84.
    centre
        Longitude and latitude of the centre, degrees.
    radius
        Radius of the sphere; the unit of the result (kilometres by default).

    Returns
    -------
    tuple
        x (east) and y (north), each (n,). NaN where longitude or latitude is NaN.

    Raises
    ------
    InputError
        ``shape_mismatch``; ``not_degrees``; ``antipode``: the point opposite the centre has no image.

    References
    ----------
    Snyder, J. P. (1987). Map Projections: A Working Manual. USGS Professional Paper 1395, eq. 22-4, 22-5 and 24-2.
    https://doi.org/10.3133/pp1395

    Examples
    --------
    >>> x, y = equal_area(np.array([10.0, 6.76]), np.array([52.0, 51.43]))
    >>> x.round(1), y.round(1)
    (array([   0. , -224.5]), array([  0. , -58.4]))
    """
    if longitude.shape != latitude.shape:
        raise InputError(Fault("shape_mismatch", "latitude", {"expected": longitude.shape, "found": latitude.shape}))
    outside = (np.abs(longitude) > 180) | (np.abs(latitude) > 90)
    if outside.any():
        raise InputError(*(Fault("not_degrees", f"point {index}") for index in np.flatnonzero(outside)))
    east, north = np.radians(longitude - centre[0]), np.radians(latitude)
    middle = np.radians(centre[1])
    towards = np.cos(north) * np.cos(east)
    nearness = 1 + np.sin(middle) * np.sin(north) + np.cos(middle) * towards
    if (nearness < 1e-12).any():
        raise InputError(*(Fault("antipode", f"point {index}") for index in np.flatnonzero(nearness < 1e-12)))
    scale = radius * np.sqrt(2 / nearness)
    x = scale * np.cos(north) * np.sin(east)
    y = scale * (np.cos(middle) * np.sin(north) - np.sin(middle) * towards)
    return x, y
