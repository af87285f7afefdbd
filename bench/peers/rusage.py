"""Runs a program and writes on descriptor 3 what it took: {"seconds", "user", "system", "peak" (bytes), "status"}.

Ends it if whoever started this ends first.
"""
import ctypes
import json
import os
import signal
import sys
import time

USAGE = 3
PR_SET_PDEATHSIG = 1

os.set_inheritable(USAGE, False)
begin = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)


def end_child(_number, _frame):
    os.kill(child, signal.SIGKILL)


signal.signal(signal.SIGTERM, end_child)
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
_, status, usage = os.wait4(child, 0)
report = {
    "seconds": time.monotonic() - begin,
    "user": usage.ru_utime,
    "system": usage.ru_stime,
    "peak": usage.ru_maxrss * 1024,
    "status": os.waitstatus_to_exitcode(status),
}
os.write(USAGE, json.dumps(report).encode())
