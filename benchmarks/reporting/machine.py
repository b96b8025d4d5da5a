"""What the machine is, as far as it matters for timings, and whether it is busy with other work."""

import os
import platform
import time

# Of one core, over the seconds before a part is measured.
BUSY = 0.15
SECONDS = 3


def processor():
    try:
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def cpu_times():
    """(ticks at work, all ticks) of all cores since the start."""
    ticks = [int(each) for each in open("/proc/stat", encoding="utf-8").readline().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)  # but for idle and iowait


def busy_cores():
    """How many cores' worth of work there is while the report itself waits."""
    work, total = cpu_times()
    time.sleep(SECONDS)
    work_then, total_then = cpu_times()
    return round((work_then - work) / max(total_then - total, 1) * os.cpu_count(), 2)


def describe():
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
    }
