"""The schematic map: corners of the grid are moved a little, once, so neighbors share their borders exactly."""

import random


def corner(city, column, row):
    south, west = city["south_west"]
    height, width = city["field"]
    rng = random.Random(f"{city['seed']}/{column}/{row}")
    return (round(west + (column + rng.uniform(-0.12, 0.12)) * width, 6),
            round(south + (row + rng.uniform(-0.12, 0.12)) * height, 6))


def polygon(city, n):
    c, r = n["column"], n["row"]
    ring = [corner(city, c, r), corner(city, c + 1, r), corner(city, c + 1, r + 1), corner(city, c, r + 1)]
    return [{"longitude": x, "latitude": y} for x, y in ring + ring[:1]]


def inside(city, n, east, north):
    """A point at a share of the way east and north between the field's corners."""
    c, r = n["column"], n["row"]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (corner(city, c, r), corner(city, c + 1, r), corner(city, c, r + 1),
                                              corner(city, c + 1, r + 1))
    mix = lambda a, b, c, d: (a * (1 - east) + b * east) * (1 - north) + (c * (1 - east) + d * east) * north
    return round(mix(x0, x1, x2, x3), 6), round(mix(y0, y1, y2, y3), 6)


# Where people live in a field, with weights. The same pattern everywhere is enough for a schematic map.
ADDRESS_PATTERN = [(0.50, 0.50, 4), (0.28, 0.30, 2), (0.72, 0.30, 2), (0.28, 0.70, 2), (0.72, 0.70, 2), (0.50, 0.20, 1),
                   (0.50, 0.80, 1)]


def address_points(city, n):
    return [(*inside(city, n, east, north), weight) for east, north, weight in ADDRESS_PATTERN]


def bordering(city, n):
    return sorted(m["key"] for m in city["neighborhoods"]
                  if m is not n and max(abs(m["column"] - n["column"]), abs(m["row"] - n["row"])) == 1)
