"""The command line. Nothing heavy is imported before a command runs."""

import os

# Before anything brings numpy: one thread is as fast for many small matrices, and adds up in one order. Whatever the
# environment says: with two threads the last bits of a forecast are others, and a judgement is kept to the last bit.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"
