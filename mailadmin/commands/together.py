"""Programs that run together and end together, without a process manager: the console and the worker of `make run`."""

import ctypes
import signal
import subprocess
import sys
import time

NAP = 0.1  # seconds until a signal, or an end, is noticed
PATIENCE = 15  # seconds that a program has to end when it is told to
DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


def run_together(*commands):
    """Run programs until one of them ends, or this one is told to end. Returns an exit code.

    They are in process groups of their own, so that Ctrl-C reaches them once, by way of this one.
    """
    told = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: told.append(number))
    running = [subprocess.Popen(command, process_group=0, preexec_fn=end_with_parent) for command in commands]
    while not told and all(process.poll() is None for process in running):
        time.sleep(NAP)
    ended = next((process for process in running if process.poll() is not None), None)
    end(running, signal.SIGINT if signal.SIGINT in told else signal.SIGTERM)  # gunicorn would outlive a SIGHUP
    return 0 if told else ended.returncode or 1


def end_with_parent():
    """In a new process: have the kernel end it when this one is gone, even by SIGKILL. Elsewhere than on Linux, no such
    thing is to be had."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def end(running, number):
    for process in running:
        process.send_signal(number)  # nothing happens to one that has ended
    deadline = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
