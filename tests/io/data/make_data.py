# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""Writes the arrays that tests/io/npy.cpp and npz.cpp read, by NumPy itself."""

import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent
# Entry (i, j) is 10 i + j - 5.5: three examples with four features.
X = 10.0 * np.arange(3)[:, None] + np.arange(4) - 5.5
whole = (10 * np.arange(3)[:, None] + np.arange(4)).astype("i8")

for kind in ["f2", "f4", "f8"]:
    np.save(folder / f"{kind}.npy", X.astype(kind))
np.save(folder / "f4_fortran.npy", np.asfortranarray(X.astype("f4")))
np.save(folder / "f8_big_endian.npy", X.astype(">f8"))
np.save(folder / "f8_1d.npy", X[:, 1])
for kind in ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i4"]:
    np.save(folder / f"{kind.replace('>', 'big_endian_')}.npy", whole.astype(kind))
np.save(folder / "bool.npy", whole > 5)
np.save(folder / "u1_3d.npy", whole.astype("u1").reshape(3, 2, 2))
np.save(folder / "complex.npy", X.astype("c8"))
np.save(folder / "object.npy", np.array([1, "a"], dtype=object), allow_pickle=True)
np.save(folder / "structured.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))

labels = {
    "y_i8": np.array([7, -1, 7]),
    "y_f4": np.array([7, -1, 7], dtype="f4"),
    "y_text": np.array(["ship", "Vögel", "ship"]),
    "y_text_big_endian": np.array(["ship", "Vögel", "ship"]).astype(">U5"),
    "y_bytes": np.array([b"ship", b"cat", b"ship"]),
    "y_column": np.array([[7], [-1], [7]]),
}
for name, y in labels.items():
    np.save(folder / f"{name}.npy", y)

np.savez(folder / "stored.npz", X=X, y=labels["y_text"])
np.savez_compressed(folder / "deflated.npz", X=X.astype("f4"), y=labels["y_i8"])
