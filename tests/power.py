#!/usr/bin/env python3
# power.py LOG ANSWERS START CUTS YUNGUAN: the power goes at CUTS moments of a run. Of what the disc was asked to keep it has all; of the rest nothing, all,
# the first part, some, or parts of some. Every unit answered before (a line of writers.py) must be there, the file whole, the audit chain too.
# LOG is that of power.c; START the data folder as it was before the run.
import bisect, os, random, shutil, sqlite3, struct, subprocess, sys
log, answers, start, cuts, yunguan = sys.argv[1:]
WRITE, SYNC, SYNCED, CUT = 1, 2, 3, 4
SECTOR = 512
names = {1: "yunguan.db", 2: "yunguan.db-wal"}


def records():
    data = open(log, "rb").read()
    at = 0
    while at < len(data):
        ns, kind, file, off, n = struct.unpack_from("<QIIQQ", data, at)
        at += 32
        yield ns, kind, file, off, data[at:at + n]
        at += n


def content(path):
    return bytearray(open(path, "rb").read()) if os.path.exists(path) else bytearray()


def apply(image, kind, off, data):
    end = off if kind == CUT else off + len(data)
    if len(image) < end:
        image.extend(bytes(end - len(image)))
    if kind == CUT:
        del image[end:]
    else:
        image[off:end] = data


def left(pending):
    how = random.choice(["none", "all", "first", "some", "torn"])
    if how == "none":
        return
    for _, kind, off, data in pending[:random.randrange(len(pending) + 1)] if how == "first" else pending:
        if kind == WRITE and how in ("some", "torn") and random.random() < 0.5:
            continue
        if kind == WRITE and how == "torn":
            data = data[:random.randrange(len(data) // SECTOR + 1) * SECTOR]
        yield kind, off, data


def wrong(folder, want):
    try:
        db = sqlite3.connect(folder + "/yunguan.db")
        have = {str(i): no for i, no in db.execute("SELECT id, no FROM org")}
        whole = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
    except sqlite3.Error as e:
        return repr(e)
    lost = [no for _, i, no in want if have.get(i) != no]
    if lost or whole != "ok":
        return f"{len(lost)} of {len(want)} lost, {whole}"
    done = subprocess.run([yunguan, "audit", "verify", "--data", folder], capture_output=True, text=True)
    return done.stderr if done.returncode else None


def power_goes(images, pending, want):
    folder = start + ".cut"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder)
    for file, name in names.items():
        image = bytearray(images[file])
        for each in left(pending[file]):
            apply(image, *each)
        open(os.path.join(folder, name), "wb").write(image)
    return wrong(folder, want)


random.seed(1)
said = sorted((int(ns), i, no) for ns, i, no in map(str.split, open(answers)))
run = list(records())
first = next(i for i, r in enumerate(run) if r[0] > said[0][0])
moments = set(random.sample(range(first, len(run)), int(cuts)))
images = {file: content(os.path.join(start, name)) for file, name in names.items()}
pending, begun, bad = {1: [], 2: []}, {}, 0
for i, (ns, kind, file, off, data) in enumerate(run):
    if i in moments:
        why = power_goes(images, pending, said[:bisect.bisect_left(said, (run[i - 1][0],))])
        if why:
            bad += 1
            print("moment", i, why, file=sys.stderr)
    if kind in (WRITE, CUT):
        pending[file].append((i, kind, off, data))
    elif kind == SYNC:
        begun[file, off] = i
    else:
        kept = [p for p in pending[file] if p[0] < begun[file, off]]
        for p in kept:
            apply(images[file], *p[1:])
        del pending[file][:len(kept)]
print(f"{len(said)} answers, {len(run)} records, {bad} of {cuts} moments wrong")
sys.exit(bad > 0)
