"""Memory that is given back to the machine when it is no longer needed."""

from __future__ import annotations

import ctypes
import sys

# What malloc.h of glibc calls M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX.
_TRIM_ABOVE, _APART_FROM, _ARENAS = -1, -3, -8
_BYTES = 128 * 1024


def be_thrifty() -> None:
    """Let this process keep little of what it has freed. For a server that runs for weeks; elsewhere than on glibc nothing.

    Left to itself, glibc gives every thread a heap of its own and raises the size from which a block is given back at
    once whenever a larger one is freed. Python computes in one thread at a time, so one heap is as fast.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for option, value in ((_TRIM_ABOVE, _BYTES), (_APART_FROM, _BYTES), (_ARENAS, 1)):
        mallopt(option, value)
