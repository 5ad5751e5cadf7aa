#!/bin/sh
# secrets.sh: a day of passwords, second factors, recovery codes, tokens, telephone numbers and a database password; then everything that was
# written (database, log beside it, keys, files, logs, exports, backups, answers to mistakes, the chain) is searched for them: none is found.
# What may hold one is said below, each with its reason. With PostgreSQL installed its files are searched too.
set -eu
. "$(dirname "$0")/lib.sh"

cat >"$work/day.py" <<'P'
"""day.py BINARY WORK STORE: plays the day against a server of its own, and searches."""
import atexit, base64, csv, hashlib, hmac, http.client, io, json, os, pathlib, re, secrets, signal, struct, subprocess, sys, time, urllib.parse, zipfile, zlib

binary, work, store = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
pg_data = sys.argv[4] if len(sys.argv) > 4 else None
data, out = work / "data", work / "out"
out.mkdir(parents=True)
failed = passed = 0
found = {}


def check(says, ok, got=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    print(("ok " if ok else "FAIL ") + says + ("" if ok else f"：{str(got)[:300]}"))


def secret(kind, text):
    found[text] = kind
    return text


def word(n):
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(n))


def password():
    return secret("口令", f"Yg-{word(10)}-A1!")


def mobile():
    return secret("手机", "13" + "".join(secrets.choice("0123456789") for _ in range(9)))


def email():
    return secret("邮箱", f"{word(9)}@{word(6)}.example")


args = [binary, "serve", "--listen", "127.0.0.1:0", "--data", str(data), "--port-file", str(work / "port")]
if store != "-":
    args += ["--store", store]
log = open(out / "serve.log", "ab")


def serve():
    global port, server
    (work / "port").unlink(missing_ok=True)
    server = subprocess.Popen(args, stdout=log, stderr=log)
    atexit.register(lambda it=server: it.poll() is None and it.kill())
    for _ in range(600):
        if (work / "port").exists():
            break
        if server.poll() is not None:
            sys.exit((out / "serve.log").read_text())
        time.sleep(0.1)
    port = int((work / "port").read_text())


def ask(verb, path, body=None, token=None, raw=None, keep=None, cookie=None, **headers):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    h = {"Idempotency-Key": word(12), "Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    if token:
        h["Authorization"] = "Bearer " + token
    if cookie:
        h["Cookie"], h["X-CSRF-Token"] = cookie
    c.request(verb, "/api/v1" + path, raw if raw is not None else json.dumps(body).encode() if body is not None else None, h)
    a = c.getresponse()
    text = a.read()
    if keep:
        (out / keep).write_bytes(text)
    a.set_cookies = a.headers.get_all("Set-Cookie") or []
    try:
        a.json = json.loads(text)
    except ValueError:
        a.json = None
    a.text = text
    return a


recovery = {}


def sign_in(login, pw, kind="token", **more):
    if recovery.get(login):
        more["code"] = recovery[login].pop()
    a = ask("POST", "/sessions", {"login": login, "password": pw, "kind": kind, **more})
    if a.status != 200:
        sys.exit(f"{login} 不能登录：{a.text[:300]}")
    if kind == "token":
        return secret("令牌", a.json["token"])
    return a


def totp(base32, step=None):
    key = base64.b32decode(base32 + "=" * (-len(base32) % 8))
    d = hmac.new(key, struct.pack(">Q", step if step is not None else int(time.time()) // 30), hashlib.sha1).digest()
    at = d[-1] & 15
    return "%06d" % ((struct.unpack(">I", d[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


def cli(*a):
    return subprocess.run([binary, *a, "--data", str(data), *(["--store", store] if store != "-" else [])], stdout=open(out / "cli.log", "ab"), stderr=subprocess.STDOUT).returncode


# ---- the first start, and people with numbers ----
serve()
cmdline = pathlib.Path(f"/proc/{server.pid}/cmdline").read_bytes()
admins = {k: {"login": k[:3], "name": n, "password": password(), "mobile": mobile()} for k, n in (("sys_admin", "甲一"), ("sec_admin", "乙二"), ("audit_admin", "丙三"))}
a = ask("POST", "/first-run", {"authority_name": "州数据局", "org_no": "A001", **admins}, keep="first-run")
check("首次设置", a.status in (200, 201), a.text)
raw_keys = {}


def enrolled(login, pw):
    """Signs in with the password alone, enrols the second factor; the session goes on."""
    token = sign_in(login, pw)
    a = ask("POST", "/me/second-factor", {}, token)
    base32 = secret("动态码密钥", re.findall(r"[A-Z2-7]{32}", a.text.decode())[0])
    raw_keys[base64.b32decode(base32)] = base32
    a = ask("POST", "/me/second-factor/confirm", {"code": totp(base32)}, token)
    check(f"{login} 登记第二因素，得到恢复码", a.status == 200 and len(a.json["codes"]) == 10, a.text)
    recovery[login] = [secret("恢复码", code) for code in a.json["codes"]]
    return token


system, security, auditor = (enrolled(v["login"], v["password"]) for v in (admins["sys_admin"], admins["sec_admin"], admins["audit_admin"]))
org = ask("POST", "/orgs", {"no": "B001", "name": "州教育局", "kind": "applicant", "unit_type": "party_gov", "level": "prefecture", "fund_source": "full", "region_code": "532800"}, system).json["id"]
unit = ask("POST", "/orgs", {"no": "B002", "name": "州第一中学", "kind": "user", "unit_type": "welfare_one", "level": "prefecture", "fund_source": "full", "parent": org}, system, keep="unit").json["id"]
people = []
for i in range(30):
    number, box = mobile(), email()
    a = ask("POST", "/people", {"org": unit, "name": f"人{i}", "mobile": number, "email": box, "post": "经办"}, system)
    people.append(a.json["id"])
check("登记了人员", all(people))
a = ask("GET", f"/people/{people[0]}", token=system)
changed = mobile()
a = ask("PATCH", f"/people/{people[0]}", {"name": "人零", "mobile": changed}, system, If_Match=a.headers["ETag"])
check("改了一个手机", a.status == 200, a.text)
clerk_pw, new_pw = password(), password()
a = ask("POST", "/accounts", {"login": "clerk", "person": people[1], "password": clerk_pw}, system, keep="account")
account = a.json["id"]
house = ask("POST", "/orgs", {"no": "S001", "name": "州审计局", "kind": "audit", "unit_type": "party_gov", "level": "prefecture", "region_code": "532800"}, system).json["id"]
person = ask("POST", "/people", {"org": house, "name": "看的人", "mobile": mobile()}, system).json["id"]
viewer_pw = password()
viewer = ask("POST", "/accounts", {"login": "viewer", "person": person, "password": viewer_pw}, system).json["id"]
check("授岗", ask("POST", f"/accounts/{viewer}/grant", {"role": "auditor", "reason": "任命"}, security, If_Match="*").status == 200)
check("授岗", ask("POST", f"/accounts/{account}/grant", {"role": "user_handler", "reason": "任命"}, security, If_Match="*", keep="grant").status == 200)

# ---- passwords in the wrong places ----
wrong = password()
for keep, verb, path, body, raw in (
    ("bad-login", "POST", "/sessions", {"login": "clerk", "password": wrong, "kind": "token"}, None),
    ("unknown-login", "POST", "/sessions", {"login": wrong, "password": wrong, "kind": "token"}, None),
    ("bad-json", "POST", "/sessions", None, b'{"login":"clerk","password":"' + wrong.encode() + b'"'),
    ("unknown-member", "POST", "/sessions", {"login": "clerk", "password": wrong, "passwort": wrong}, None),
    ("wrong-type", "POST", "/sessions", {"login": "clerk", "password": [wrong]}, None),
    ("too-long", "POST", "/accounts", {"login": "x", "person": people[2], "password": wrong + "x" * 3000}, None),
    ("weak", "POST", "/accounts", {"login": "weak", "person": people[2], "password": "short-" + wrong[:3]}, None),
    ("bad-number", "POST", "/people", {"org": unit, "name": "坏", "mobile": mobile() + mobile(), "email": email()}, None),
    ("bad-mail", "POST", "/people", {"org": unit, "name": "坏", "mobile": mobile(), "email": email().replace("@", "#")}, None),
):
    a = ask(verb, path, body, None if path == "/sessions" else system, raw, keep)
    check(f"{keep} 不成", a.status >= 400, a.status)
ask("GET", "/people?" + urllib.parse.urlencode({"mobile": mobile()}), token=system, keep="bad-filter")
ask("GET", "/people", token=secret("令牌", secrets.token_hex(32)), keep="bad-token")

rows = io.StringIO()
w = csv.writer(rows)
w.writerow("org_no name mobile email post login password".split())
for i in range(20):
    w.writerow(["B002", f"批{i}", mobile(), email(), "经办", f"batch{i}", password()])
good = rows.getvalue()
w.writerow(["NONE", "坏行", mobile(), email(), "经办", "batch99", password()])
a = ask("POST", "/imports/people", None, system, rows.getvalue().encode(), "import-bad", Content_Type="text/csv")
check("坏行的导入被拒绝", a.status == 400 or a.status == 422, a.text)
a = ask("POST", "/imports/people", None, system, good.encode(), "import-good", Content_Type="text/csv")
check("好的导入办成", a.status in (200, 201), a.text)

# ---- a session in the browser, a second factor, codes, a token ----
a = sign_in("sys", admins["sys_admin"]["password"], "browser")
session = secret("会话", a.set_cookies[0].split(";")[0].split("=")[1])
cookie = (a.set_cookies[0].split(";")[0], a.json["csrf_token"])
check("浏览器登录", ask("GET", "/me", cookie=cookie).status == 200)
check("用错的动态码登录被拒", ask("POST", "/sessions", {"login": "sys", "password": admins["sys_admin"]["password"], "code": "000000", "kind": "token"}, keep="bad-code").status >= 400)
system = sign_in("sys", admins["sys_admin"]["password"])
a = ask("POST", "/tokens", {"name": "采集", "scope": ["person.read"], "to_date": time.strftime("%Y-%m-%d", time.localtime(time.time() + 86400 * 20))}, system)
check("签发程序令牌", a.status in (200, 201), a.text)
api_token = secret("程序令牌", a.json["token"])
check("程序令牌可用", ask("GET", "/people", token=api_token).status == 200)
check("程序令牌办不了别的", ask("GET", "/audit", token=api_token, keep="token-scope").status == 403)
a = ask("POST", "/me/password", {"old_password": clerk_pw, "password": new_pw}, sign_in("clerk", clerk_pw), keep="password")
check("改口令", a.status < 300, a.text)
check("改成用过的口令被拒", ask("POST", "/me/password", {"old_password": new_pw, "password": clerk_pw}, sign_in("clerk", new_pw), keep="password-again").status >= 400)
check("重置口令", ask("POST", f"/accounts/{account}/password", {"password": (reset := password())}, system, If_Match="*", keep="reset").status < 500)

# ---- files: what they say is nowhere to be read ----
def lines(n):       # some of many are looked for: each of them costs the search
    return "".join(f"{secret('附件', word(24))} {mobile()}\n" if i % 500 == 250 else f"{word(24)} {word(11)}\n" for i in range(n))


for name, head in (("材料.txt", ""), ("名单.csv", "姓名,手机\n"), ("合同.pdf", "%PDF-1.4\n")):
    text = head + lines(3000)
    a = ask("POST", "/attachments?" + urllib.parse.urlencode({"name": name}), token=system, raw=text.encode(), Content_Type="application/octet-stream")
    check(f"上传 {name}", a.status == 201, a.text)
    check("……取得回来", ask("GET", f"/attachments/{a.json['id']}/content", token=system).text == text.encode())
    secret("附件摘要所命名的文件", a.json["sm3"] + ".sm4")
    check("……文件名不说内容的摘要", not [p for p in (data / "files").rglob("*") if a.json["sm3"] in p.name])
# One that never comes to its end, and a server that is killed meanwhile.
half = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
half.putrequest("POST", "/api/v1/attachments?name=half.txt")
for h, v in {"Authorization": "Bearer " + system, "Idempotency-Key": word(12), "Content-Type": "text/plain", "Content-Length": "9000000"}.items():
    half.putheader(h, v)
half.endheaders()
half.send(lines(3000).encode())
for _ in range(100):
    if any(p.stat().st_size > 50000 for p in (data / "files/incoming").glob("*")):
        break
    time.sleep(0.1)
check("一半的附件在盘上", any(p.stat().st_size > 50000 for p in (data / "files/incoming").glob("*")))

# ---- what is handed out: the chain, lists as files for those who see no numbers, errors of the command line ----
ask("GET", "/audit/export", token=auditor, keep="chain.txt")
# The auditors see the register masked; so does it go out.
first = sign_in("viewer", viewer_pw)
check("初始口令先改", ask("GET", "/people", token=first).status == 403)
check("改了", ask("POST", "/me/password", {"old_password": viewer_pw, "password": (own := password())}, first).status < 300)
viewer = sign_in("viewer", own)
for form in ("csv", "xlsx", "json"):
    check(f"导出 {form}", ask("GET", f"/people?format={form}", token=viewer, keep=f"people.{form}").status == 200)
check("有掩码的列表", b"****" in ask("GET", "/people", token=viewer, keep="people-page").text)
ask("GET", "/audit", token=auditor, keep="audit-page")
ask("GET", "/accounts?format=csv", token=system, keep="accounts.csv")
cli("op", "session.create", json.dumps({"login": "clerk", "password": password()}))
cli("op", "account.create", json.dumps({"login": "again", "person": people[3], "password": password(), "nonsense": password()}), "--as", "sys")
cli("audit", "verify")
cli("doctor")
cli("doctor", "--duties")
if store == "-":
    check("备份", cli("backup", str(out / "backup")) == 0)
subprocess.run([binary, "doctor", "--data", str(data), "--store", "postgresql://yunguan:" + secret("数据库口令", word(16)) + "@127.0.0.1:1/none"], stdout=open(out / "no-database.log", "wb"), stderr=subprocess.STDOUT)
check("数据库口令不在进程列表里", not any(s.encode() in cmdline for s in found), cmdline)

# ---- no core ----
limits = pathlib.Path(f"/proc/{server.pid}/limits").read_text()
check("不写 core", re.search(r"Max core file size +0 +0 ", limits), limits)
check("进程不许转储", os.stat(f"/proc/{server.pid}/mem").st_uid == 0 or os.getuid() == 0)
os.chdir(work)
server.send_signal(signal.SIGABRT)
server.wait()
check("异常结束也没有 core", not [p for p in list(work.rglob("core*")) + list(pathlib.Path(".").glob("core*")) if p.is_file()])
serve()
server.send_signal(signal.SIGTERM)
check("再次启动，正常结束", server.wait() == 0)

# ---- the search ----
def forms(text):
    raw = text.encode()
    yield raw
    yield base64.b64encode(raw).rstrip(b"=")
    yield raw.hex().encode()
    yield urllib.parse.quote(text, safe="").encode()


needles = {}
for text, kind in found.items():
    if len(text) < 8:
        continue
    for f in forms(text):
        needles[f] = (kind, text)
for raw_key, base32 in raw_keys.items():
    needles[raw_key] = needles[raw_key.hex().encode()] = ("动态码密钥", base32)
pattern = re.compile(b"|".join(re.escape(n) for n in sorted(needles, key=len, reverse=True)))


def bodies(path):
    try:
        whole = path.read_bytes()
    except FileNotFoundError:       # PostgreSQL goes on tidying while its files are read
        return
    yield whole
    if whole[:2] == b"PK":
        for name in (z := zipfile.ZipFile(io.BytesIO(whole))).namelist():
            yield z.read(name)
    for m in re.finditer(rb"stream\r?\n", whole) if whole[:4] == b"%PDF" else ():
        try:
            yield zlib.decompressobj().decompress(whole[m.end():])
        except zlib.error:
            pass


# What a person is told once, or typed, is in these answers alone: they are not kept above. Nothing else may hold any.
places = [p for root in [data, out] + ([pathlib.Path(pg_data)] if pg_data else []) for p in root.rglob("*") if p.is_file()]
hits = []
for p in places:
    for body in bodies(p):
        m = pattern.search(body)
        if m:
            hits.append(f"{p}：{needles[m.group(0)][0]}")
            break
check(f"{len(places)} 个文件里找不到 {len(found)} 个秘密和个人信息", not hits, hits)
# The search itself is tried on something that is there.
(out / "planted").write_bytes(b"\0" + next(iter(needles)) + b"\0")
check("找得到放进去的一个", pattern.search((out / "planted").read_bytes()))
kinds = sorted(set(found.values()))
check("找过的种类：" + "、".join(kinds), len(kinds) >= 7, kinds)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
P

code=0
mkdir "$work/one"
python3 "$work/day.py" "$yunguan" "$work/one" - || code=1
pgdir=$(mktemp -d /tmp/ygpg.XXXXXX)
chmod 711 "$pgdir"
if url=$(PG_OPTIONS="-c fsync=off" "$root/tests/pg/start" "$pgdir" 2>/dev/null); then
	mkdir "$work/two"
	python3 "$work/day.py" "$yunguan" "$work/two" "$url&password=Db-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')" "$pgdir/data" || code=1
	"$root/tests/pg/stop" "$pgdir"
fi
rm -rf "$pgdir"
exit $code
