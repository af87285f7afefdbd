"""One work on a libvirtd, done once to warm up and once to be measured: prints its seconds."""
import sys
import time

import libvirt

uri, work, calls = sys.argv[1:]
connection = libvirt.open(uri)
domain = connection.lookupByName("bench-0")


def small_calls():
    for _ in range(int(calls)):
        domain.isActive()


def read():
    return [(each.XMLDesc(0), each.info()) for each in connection.listAllDomains()]


def statistics():
    return connection.getAllDomainStats(0, 0)


run = {"calls": small_calls, "read": read, "statistics": statistics}[work]
run()
began = time.perf_counter()
run()
print(time.perf_counter() - began)
