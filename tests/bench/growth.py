#!/usr/bin/env python3
"""What a write leaves behind: growth.py BIN [COUNT]

Starts a Redis and a participation of its own from BIN (a folder with the services and zwkctl), makes COUNT changes of each
kind, and says how many bytes of memory and of the append-only file each of them took: documents and their lists, the
event, the answer that is kept for a day. Then the events leave for the archive, and what they take there is said.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

CITY = "moorsum"
CHANGES_A_DAY = 5_000


class Platform:
    def __init__(self, binaries, folder):
        self.binaries, self.folder = binaries, folder
        self.socket = folder / "redis.sock"
        self.started = []
        self.start("redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--appendonly", "yes",
                   "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no", "--save", "",
                   "--maxmemory-policy", "noeviction", wait=False)
        self.until(lambda: self.redis("PING") == "PONG")
        self.service = None

    def start(self, *command, wait=True):
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE if wait else subprocess.DEVNULL,
                                   stderr=open(self.folder / "log", "ab"), text=True)
        self.started.append(process)
        if wait:
            self.address = json.loads(process.stdout.readline())["grpc"]
        return process

    def serve(self, *options):
        if self.service:
            self.service.send_signal(signal.SIGTERM)
            self.service.wait(60)
        self.service = self.start(self.binaries / "participation", "--redis", f"unix:{self.socket}", "--dev-identity",
                                  "--key-file", self.folder / "key", "--blob-dir", self.folder / "blobs", "--archive-dir",
                                  self.folder / "archive", *options)

    def until(self, condition):
        patience = time.monotonic() + 120
        while not condition():
            if time.monotonic() > patience:
                sys.exit("it took too long")
            time.sleep(0.05)

    def redis(self, *words):
        return subprocess.run(["redis-cli", "-s", str(self.socket), *words], capture_output=True, text=True).stdout.strip()

    def apply(self, steps):
        file = self.folder / "steps.jsonl"
        file.write_text("\n".join(json.dumps(step) for step in steps))
        subprocess.run([str(self.binaries / "zwkctl"), "--address", self.address, "--municipality", CITY, "--roles",
                        "ADMINISTRATOR,CHAIR,FACILITATOR", "apply", str(file)], check=True, stdout=subprocess.DEVNULL)

    def bytes_of(self, script):
        return int(self.redis("EVAL", script, "0") or 0)

    # Bytes by what they are for.
    def measure(self):
        script = """
        local sum, cursor = 0, '0'
        repeat
          local page = redis.call('SCAN', cursor, 'MATCH', '%s', 'COUNT', 1000)
          cursor = page[1]
          for _, key in ipairs(page[2]) do sum = sum + (redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) or 0) end
        until cursor == '0'
        return sum"""
        kinds = {"documents": "*participation:d:*", "lists": "*participation:[icg]:*", "events": "*:participation:outbox",
                 "answers": "*participation:r:*"}
        sizes = {kind: self.bytes_of(script % pattern) for kind, pattern in kinds.items()}
        sizes["file"] = sum(path.stat().st_size for path in (self.folder / "appendonlydir").iterdir())
        sizes["number of events"] = int(self.redis("XLEN", f"{{{CITY}}}:participation:outbox") or 0)
        return sizes

    def end(self):
        for process in reversed(self.started):
            process.terminate()
            process.wait(60)


def kinds_of_writes(count):
    board = {"board_id": "id:board/0", "name": "Seniorenbeirat Moorsum", "kind": "BOARD_KIND_ADVISORY",
             "purpose": "Berät die Gemeinde in allem, was ältere Menschen angeht.", "meetings_per_year": 4}

    def step(rpc, request):
        return {"step": rpc, "call": f"participation.{rpc}", "request": request}

    return {
        "CreateBoard": [step("CreateBoard", {"board": board | {"board_id": f"id:board/{i}"}}) for i in range(count)],
        "AddMember": [step("AddMember", {"board_id": f"id:board/{i}", "member": {
            "person_id": f"id:person/{i}", "name": {"text": "Enno Harms"}, "organization": "Heimatverein",
            "capacity": "CAPACITY_ADMINISTRATION", "valid_from": "2022-03-01"}}) for i in range(count)],
        "ScheduleMeeting": [step("ScheduleMeeting", {"meeting": {
            "meeting_id": f"id:meeting/{i}", "board_id": f"id:board/{i}", "title": "Sitzung des Seniorenbeirats",
            "mode": "MEETING_MODE_RECORDED", "starts_at": "2022-06-20T13:30:00Z", "ends_at": "2022-06-20T14:30:00Z",
            "place": "Dorfgemeinschaftshaus"}}) for i in range(count)],
    }


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory(prefix="zwk-growth-") as name:
        platform = Platform(binaries, pathlib.Path(name))
        try:
            platform.serve()
            before = platform.measure()
            print(f"{'bytes for each':<18}{'documents':>11}{'lists':>8}{'events':>8}{'answer, a day':>15}{'file':>8}")
            for kind, steps in kinds_of_writes(count).items():
                platform.apply(steps)
                after = platform.measure()
                each = {part: (after[part] - before[part]) / count for part in after}
                print(f"{kind:<18}{each['documents']:>11.0f}{each['lists']:>8.0f}{each['events']:>8.0f}{each['answers']:>15.0f}"
                      f"{each['file']:>8.0f}")
                before = after
            event = before["events"] / before["number of events"]
            answer = before["answers"] / (3 * count)
            platform.serve("--outbox-limit", "100")  # half of it stays
            platform.until(lambda: int(platform.redis("XLEN", f"{{{CITY}}}:participation:outbox")) <= 50)
            left = before["number of events"] - 50
            archived = sum(path.stat().st_size for path in (platform.folder / "archive").rglob("*.events"))
            print(f"in the archive, each event {archived / left:.0f} bytes")
            print(f"a city with {CHANGES_A_DAY} changes a day: events of 7 days {event * 7 * CHANGES_A_DAY / 1e6:.0f} MB and answers of "
                  f"a day {answer * CHANGES_A_DAY / 1e6:.1f} MB of memory; {archived / left * 365 * CHANGES_A_DAY / 1e6:.0f} MB a year in the archive")
        finally:
            platform.end()


if __name__ == "__main__":
    main()
