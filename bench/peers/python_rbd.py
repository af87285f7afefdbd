"""Reads or writes an image with python-rbd's aio_read or aio_write for some seconds, so many at a time.

Takes one argument, a JSON object, and prints another one. A queue of tokens keeps the depth: unlike
threading.Semaphore, which is written in Python, queue.SimpleQueue is written in C.
"""
import json
import os
import queue
import random
import resource
import sys
import time

import rados
import rbd

RAMP = 0.3


def main():
    job = json.loads(sys.argv[1])
    with rados.Rados(conffile=job["conf"], rados_id="admin") as cluster:
        with cluster.open_ioctx(job["pool"]) as pool, rbd.Image(pool, job["image"]) as image:
            image.lock_acquire(rbd.RBD_LOCK_MODE_EXCLUSIVE)
            image.flush()  # as fio does: see bench/ours/io.mjs
            report = measure(image, job)
            report["locked"] = image.is_exclusive_lock_owner()
    print(json.dumps(report))


def measure(image, job):
    block, depth = job["block"], job["depth"]
    blocks = job["size"] // block
    data = os.urandom(block) if job["operation"] == "write" else None
    tokens = queue.SimpleQueue()
    put, get = tokens.put, tokens.get
    failures = []

    def read_done(completion, buffer):
        if buffer is None:
            failures.append(completion.get_return_value())
        put(None)

    def write_done(completion):
        if completion.get_return_value() != 0:
            failures.append(completion.get_return_value())
        put(None)

    def positions():
        if job["order"] == "random":
            rand = random.random
            while True:
                yield int(rand() * blocks) * block
        while True:
            yield from range(0, blocks * block, block)

    position = positions().__next__
    if data is None:
        aio_read = image.aio_read

        def submit():
            aio_read(position(), block, read_done)
    else:
        aio_write = image.aio_write

        def submit():
            aio_write(data, position(), write_done)

    now = time.monotonic
    for _ in range(depth):
        submit()

    def go_on_until(end):
        count = 0
        while now() < end:
            get()
            submit()
            count += 1
        return count

    go_on_until(now() + RAMP)
    before, begin = resource.getrusage(resource.RUSAGE_SELF), now()
    operations = go_on_until(begin + job["seconds"])
    after, elapsed = resource.getrusage(resource.RUSAGE_SELF), now() - begin
    for _ in range(depth):
        get()
    if failures:
        raise OSError(-failures[0], "an operation failed")
    return {
        "operationsPerSecond": operations / elapsed,
        "bytesPerSecond": operations * block / elapsed,
        "userPerOperation": (after.ru_utime - before.ru_utime) * 1e6 / operations,
        "systemPerOperation": (after.ru_stime - before.ru_stime) * 1e6 / operations,
    }


main()
