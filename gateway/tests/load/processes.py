"""A process for each login: what they cost while they wait.

    python3 processes.py QRLOGIN SIMULATOR PROCESSES
"""

import subprocess
import sys
import time


def cost(pid):
    """Proportional KiB and seconds of processor time."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        memory = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return memory, (int(fields[11]) + int(fields[12])) / 100


def main():
    program, simulator, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    command = [program, "login", "taptap", "--json", "--reroute", simulator]
    started = time.process_time(), time.monotonic()
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(count)
    ]
    time.sleep(10)
    for child in running:
        if child.poll() is not None:
            sys.exit(f"a login ended: {child.stdout.read().decode()}")
    before = [cost(child.pid) for child in running]
    time.sleep(40)
    after = [cost(child.pid) for child in running]
    for child in running:
        child.kill()
        child.wait()
    memory = sum(memory for memory, _ in after)
    starting = sum(seconds for _, seconds in before)
    waiting = sum(b[1] for b in after) - sum(a[1] for a in before)
    print(f"{count} processes, waiting: {memory / count:.0f} KiB each")
    print(f"processor time: {starting / count * 1000:.1f} ms to start each, {waiting / count * 1000:.1f} ms in 40 s of waiting each")


main()
