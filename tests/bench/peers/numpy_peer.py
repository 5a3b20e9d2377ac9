"""The gross-flow step with numpy (README.md)."""
import sys
import time

import numpy as np

folder = sys.argv[1] + "/"
YEARS, A, G, R, T, CHANGES = np.fromfile(folder + "shape", dtype=np.int32)
MALE, FEMALE = 0, 1
OLDEST = A - 1
INFANT_EXPOSURE = 2 / 3


def read(name, *shape):
    return np.fromfile(folder + name).reshape(shape)


start = read("start", 2, A, G, R)
mortality, gone, leaving, arriving, share = (
    read(name, YEARS, 2, A, G, R, 1) for name in ("mortality", "gone", "leaving", "arriving", "share"))
changes = read("changes", YEARS, CHANGES, 2, A, R, 1)
change_groups = np.fromfile(folder + "change_groups", dtype=np.int32).reshape(CHANGES, 2)
fertility = read("fertility", YEARS, A, G, R, 1)
child_group = read("child_group", YEARS, G, G)
boys = read("boys", YEARS)
mortality_factor = read("mortality_factor", YEARS, 2, A, 1, 1, T)
migration_factor = read("migration_factor", YEARS, 1, 1, 1, R, T)
fertility_factor = read("fertility_factor", YEARS, T)


def step(t, people):
    n = np.empty_like(people)
    n[:, 0] = 0
    n[:, 1:] = people[:, :-1]
    n[:, OLDEST] += people[:, OLDEST]
    q = mortality[t] * mortality_factor[t]
    alive = q * -0.5
    alive += 1
    immigrants = migration_factor[t] * arriving[t]
    leavers = n * alive
    end = leavers * (2 - gone[t] - leaving[t])
    end -= n
    leavers *= leaving[t]
    for i, (from_group, to_group) in enumerate(change_groups):
        end[:, :, to_group] += n[:, :, from_group] * changes[t, i] * alive[:, :, to_group]
    end[:, :-1] += immigrants[:, :-1] * alive[:, 1:]
    end[:, OLDEST] += immigrants[:, OLDEST] * alive[:, OLDEST]
    end += share[t] * leavers.sum(axis=3, keepdims=True)

    women = n[FEMALE] + end[FEMALE]
    women *= fertility[t]
    born = np.einsum("gh,grt->hrt", child_group[t], women[1:].sum(axis=0)) * (0.5 * fertility_factor[t])
    births = np.stack([born * boys[t], born * (1 - boys[t])])

    q0 = q[:, 0]
    joiners = np.zeros_like(births)
    for i, (from_group, to_group) in enumerate(change_groups):
        joiners[:, to_group] += births[:, from_group] * changes[t, i, :, 0]
    deaths = q0 * (births * (1 - INFANT_EXPOSURE * gone[t, :, 0]) + INFANT_EXPOSURE * (immigrants[:, 0] + joiners))
    leavers = births * leaving[t, :, 0] * (1 - q0 / 2)
    end[:, 0] = (births - deaths - births * gone[t, :, 0] - leavers + immigrants[:, 0] + joiners
                 + share[t, :, 0] * leavers.sum(axis=2, keepdims=True))
    return end


def run():
    people = np.repeat(start[..., None], T, axis=-1)
    for t in range(YEARS):
        people = step(t, people)
    return people


people = None
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "result":
        people.tofile(folder + "numpy.result")
        print(0, flush=True)
        continue
    begin = time.process_time()
    people = run()
    print(time.process_time() - begin, flush=True)
