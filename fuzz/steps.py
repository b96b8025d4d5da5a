"""Prints seeds of stream_fuzz as lines of hexadecimal: random, and the same ones always."""

import random

generator = random.Random(7)
for _ in range(300):
    print(generator.randbytes(generator.randrange(4, 40)).hex())
