#!/usr/bin/env python3
# writers.py API TOKEN CLIENTS SECONDS PREFIX: clients on connections of their own create units as fast as they are answered. A line for every one that was:
# when (monotonic nanoseconds), id, unit number; of the refused ones a sum on standard error. Who finds no server tries again until the time is up.
# Ended by a signal it leaves no half line behind.
import collections, json, os, signal, socket, sys, threading, time
api, token, clients, seconds, prefix = sys.argv[1:]
host, port = api.split("/")[2].split(":")
end = time.monotonic() + float(seconds)
refused = collections.Counter()
lock = threading.Lock()


def read_answer(r):
    status = r.readline().split()
    length = 0
    while (line := r.readline().strip()):
        name, value = line.split(b":", 1)
        if name.lower() == b"content-length":
            length = int(value)
    body = r.read(length)
    if len(status) < 2 or len(body) < length:
        raise OSError("the server has left")
    return int(status[1]), json.loads(body)


def create(s, r, no):
    unit = {"no": no, "name": "单位" + no, "kind": "applicant", "unit_type": "party_gov", "level": "prefecture", "fund_source": "full", "region_code": "532800"}
    body = json.dumps(unit).encode()
    s.sendall(f"POST /api/v1/orgs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {no}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    status, answer = read_answer(r)
    now = time.monotonic_ns()
    with lock:
        if status == 201:
            print(now, answer["id"], no, flush=True)
        else:
            refused[f'{status} {answer.get("code")}'] += 1
    if status >= 500:
        time.sleep(0.05)


def client(name):
    n = 0
    while time.monotonic() < end:
        try:
            with socket.create_connection((host, int(port)), 10) as s, s.makefile("rb") as r:
                s.settimeout(30)
                while time.monotonic() < end:
                    n += 1
                    create(s, r, f"{prefix}-{name}-{n}")
        except OSError:
            time.sleep(0.05)


def leave(*_):
    lock.acquire()
    os._exit(0)


signal.signal(signal.SIGTERM, leave)
threads = [threading.Thread(target=client, args=(i,), daemon=True) for i in range(int(clients))]
for t in threads:
    t.start()
for t in threads:
    t.join()
for what, n in refused.items():
    print(what, n, file=sys.stderr)
