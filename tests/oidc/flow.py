"""The flow as a browser goes through it, against a running server and tests/oidc/issuer.mjs. Standard library only; tests/oidc.sh starts both."""
import base64
import hmac
import html
import http.cookiejar
import json
import re
import ssl
import struct
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

API, CALLBACK = sys.argv[1], sys.argv[2]
passed = failed = 0


def check(says, ok, got=""):
    global passed, failed
    if ok:
        passed += 1
        print("ok", says)
    else:
        failed += 1
        print("FAIL", says, str(got)[:400])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


TRUSTING = ssl.create_default_context()      # the browser's own trust is not what is tried here
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


def opener(jar):
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=TRUSTING), NoRedirect, urllib.request.HTTPCookieProcessor(jar))


def go(o, url, data=None, headers=None, method=None):
    r = urllib.request.Request(url, data=data, headers=headers or {}, method=method)
    try:
        with o.open(r, timeout=30) as a:
            return a.status, dict(a.headers.items()), a.read()
    except urllib.error.HTTPError as e:
        return e.code, dict(e.headers.items()), e.read()


class Browser:
    """One tab at our server, and the same person's cookies at the issuer."""

    def __init__(self):
        self.ours, self.theirs = http.cookiejar.CookieJar(), http.cookiejar.CookieJar()
        self.csrf = ""

    def api(self, method, path, body=None, **headers):
        h = {k.replace("_", "-"): v for k, v in headers.items()}
        if method != "GET":
            h["Content-Type"] = "application/json"
            if self.csrf:
                h["X-CSRF-Token"] = self.csrf
        status, head, text = go(opener(self.ours), API + path, json.dumps(body or {}).encode() if method not in ("GET", "DELETE") else None, h, method)
        try:
            return status, json.loads(text) if text else {}, head
        except ValueError:
            return status, {}, head

    def at_issuer(self, url, name):
        """Follows the issuer's pages until it sends us back; the parameters it sends."""
        o = opener(self.theirs)
        data = None
        for _ in range(20):
            if url.startswith(CALLBACK):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
            status, head, text = go(o, url, data)
            data = None
            if status in (302, 303):
                url = urllib.parse.urljoin(url, head.get("Location") or head.get("location"))
                continue
            page = text.decode()
            form = re.search(r'<form[^>]*action="([^"]+)"', page)
            if status != 200 or not form:
                raise RuntimeError(f"{status} {page[:300]}")
            fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
            if 'name="login"' in page:
                fields |= {"login": name, "password": "any"}
            url = urllib.parse.urljoin(url, html.unescape(form.group(1)))
            data = urllib.parse.urlencode(fields).encode()
        raise RuntimeError("no end of redirects")

    def begin(self, issuer):
        status, body, _ = self.api("GET", f"/sso/{issuer}/begin")
        assert status == 200, (status, body)
        return body

    def come_back(self, issuer, name):
        begun = self.begin(issuer)
        return {"ticket": begun["ticket"], **self.at_issuer(begun["url"], name)}

    def verify(self, back):
        return self.api("POST", "/sso/verify", {k: back[k] for k in ("ticket", "code", "state", "iss") if k in back})

    def sign_in(self, issuer, name, **more):
        status, body, head = self.verify(self.come_back(issuer, name))
        if status != 200:
            return status, body, head
        status, body, head = self.api("POST", "/sso/sessions", {"ticket": body["ticket"], **more})
        if status == 200:
            self.csrf = body["csrf_token"]
        return status, body, head


def token(login):
    status, body, _ = Browser().api("POST", "/sessions", {"login": login, "password": "Yunguan-2026", "kind": "token"})
    assert status == 200, (login, body)
    return body["token"]


def by(login_token, method, path, body=None, key=None):
    more = {"Authorization": "Bearer " + login_token}
    if key:
        more["Idempotency-Key"] = urllib.parse.quote(key)
    if method in ("POST", "PATCH") and re.search(r"/\d+(/|$)", path):
        status, row, head = Browser().api("GET", re.match(r"(.*/\d+)", path).group(1), **{"Authorization": "Bearer " + login_token})
        if "ETag" in head:
            more["If-Match"] = head["ETag"]
    return Browser().api(method, path, body, **more)


def otp(secret):
    h = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", int(time.time()) // 30), "sha1")
    o = h[19] & 15
    return "%06d" % ((struct.unpack(">I", h[o:o + 4])[0] & 0x7FFFFFFF) % 1000000)


def new_issuer(label, url, client, secret, parties):
    body = {"label": label, "issuer": url, "client_id": client, "redirect_uri": CALLBACK, "parties": parties}
    if secret:
        body["secret"] = secret
    status, row, _ = by(SEC, "POST", "/sso-issuers", body, key=label)
    assert status == 201, row
    return row["id"]


def account(login):
    status, body, _ = by(SEC, "GET", "/accounts?login=" + urllib.parse.quote(login))
    return body["items"][0]["id"]


def link(issuer, subject, login, confirm=True):
    status, row, _ = by(SEC, "POST", "/sso-links", {"issuer": issuer, "subject": subject, "account": account(login), "reason": "测试"}, key=f"{issuer}{subject}")
    assert status == 201, row
    if confirm:
        status, again, _ = Browser().api("POST", f"/sso-links/{row['id']}/confirm", None, Authorization="Bearer " + token(login), If_Match='"1"')
        assert status == 200, again
    return row["id"]


def first(url):
    issuer = new_issuer("州统一认证", url, "yunguan", "geheim/8a+7b?: %x", ["authority", "applicant"])
    status, body, _ = Browser().api("GET", "/sso")
    check("登录页看得到它", status == 200 and body["items"] == [{"id": issuer, "label": "州统一认证"}], body)

    # Nobody is made by the issuer; who came is remembered.
    status, body, _ = Browser().sign_in(issuer, "zhao")
    check("没有关联的被拒绝", status == 409 and body["code"] == "sso_not_linked" and body["article"] == "A31.P2b", body)
    status, body, _ = by(SEC, "GET", "/sso-strangers")
    check("安全管理员看得到主体", [(x["subject"], x["name"]) for x in body["items"]] == [("zhao", "用户zhao")], body)

    l = link(issuer, "zhao", "zhao@data", confirm=False)
    status, body, _ = Browser().sign_in(issuer, "zhao")
    check("本人没有确认的被拒绝", status == 409 and body["code"] == "sso_unconfirmed", body)
    status, body, _ = Browser().api("POST", f"/sso-links/{l}/confirm", None, Authorization="Bearer " + token("qian@data"), If_Match='"1"')
    check("别人不能代为确认", status == 409 and body["code"] == "sso_link_not_yours", body)
    status, body, _ = Browser().api("POST", f"/sso-links/{l}/confirm", None, Authorization="Bearer " + token("zhao@data"), If_Match='"1"')
    check("本人确认", status == 200 and body["state"] == "active", body)

    b = Browser()
    status, body, head = b.sign_in(issuer, "zhao")
    check("登录", status == 200 and body["login"] == "zhao@data" and not body.get("token"), body)
    check("Cookie 与口令登录的一样", re.match(r"yunguan_session=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Lax; Max-Age=", head.get("Set-Cookie", "")), head)
    check("不催改口令", body["must_change_password"] is False and not body["lacks"], body)
    status, body, _ = b.api("GET", "/sessions")
    check("会话写明来路", any(x["name"] == "统一认证：州统一认证" for x in body["items"]), body)
    status, body, _ = b.api("POST", "/sessions/current/end")
    check("写入照常要 CSRF，退出", status == 204, (status, body))
    status, body, _ = b.api("GET", "/me")
    check("退出之后没有会话", status == 401, body)

    # What carries over and what does not.
    back = b.come_back(issuer, "zhao")
    for says, other in (("状态值不符", {"state": "0" * 64}), ("没有凭条", {"ticket": "x"}), ("凭条改一个字", {"ticket": back["ticket"][:-1] + ("0" if back["ticket"][-1] != "0" else "1")})):
        status, body, _ = b.verify({**back, **other})
        check(says, status == 401 and body["code"] == "sso_ticket", body)
    status, body, _ = b.verify({**back, "iss": "https://evil.example"})
    check("别的签发者的答复", status == 401 and body["code"] == "sso_proof", body)
    status, body, _ = b.verify({k: v for k, v in back.items() if k != "iss"})
    check("它自称会写签发者，答复里就要有", status == 401 and body["code"] == "sso_proof", body)
    other = Browser().begin(issuer)
    status, body, _ = b.verify({**back, "ticket": other["ticket"]})
    check("另一个标签页的凭条", status == 401 and body["code"] == "sso_ticket", body)
    theirs = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(other["url"]).query))
    status, body, _ = b.verify({**back, "ticket": other["ticket"], "state": theirs["state"]})
    check("别人的授权码放进自己的登录（PKCE）", status == 401 and body["code"] == "sso_proof", body)
    back = b.come_back(issuer, "zhao")
    status, proof, _ = b.verify(back)
    check("核对通过", status == 200 and proof["login"] == "zhao@data", proof)
    status, body, _ = b.verify(back)
    check("授权码只能用一次", status == 401 and body["code"] == "sso_proof", body)
    status, body, _ = b.api("POST", "/sso/sessions", {"ticket": back["ticket"]})
    check("开始的凭条不能当登录的", status == 401 and body["code"] == "sso_ticket", body)
    # The code's second use makes the issuer take back what it gave for the first; ours was proved before.
    status, body, _ = Browser().api("POST", "/sso/sessions", {"ticket": proof["ticket"]})
    check("凭条登录", status == 200, body)
    status, body, _ = Browser().api("POST", "/sso/sessions", {"ticket": proof["ticket"]})
    check("凭条只能用一次", status == 409 and body["code"] == "sso_used", body)
    status, body, _ = b.api("POST", "/sso/verify", {"ticket": "x", "code": "c", "state": "s"}, Sec_Fetch_Site="cross-site")
    check("别的网站不能代为登录", status == 403 and body["code"] == "csrf", body)

    # The address where the browser is sent, and what it carries.
    u = urllib.parse.urlsplit(other["url"])
    check("PKCE S256、nonce、state 都在", {"code_challenge", "nonce", "state"} <= set(theirs) and theirs["code_challenge_method"] == "S256" and theirs["response_type"] == "code", theirs)
    check("只去登记的签发者", f"{u.scheme}://{u.netloc}" == url and theirs["redirect_uri"] == CALLBACK, other["url"])
    check("每次不同", theirs["state"] != dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(Browser().begin(issuer)["url"]).query))["state"])

    # Second factor: asked for as after a password; wrong codes count.
    t = token("zhao@data")
    status, enrol, _ = by(t, "POST", "/me/second-factor")
    param("login.second_factor", "optional")
    status, body, _ = by(t, "POST", "/me/second-factor/confirm", {"code": otp(enrol["secret"])})
    assert status == 200, body
    recovery = body["codes"]
    status, proof, _ = b.verify(b.come_back(issuer, "zhao"))
    status, body, _ = b.api("POST", "/sso/sessions", {"ticket": proof["ticket"]})
    check("登记过第二因素的要出示", status == 401 and body["code"] == "second_factor_needed", body)
    status, body, _ = b.api("POST", "/sso/sessions", {"ticket": proof["ticket"], "code": "000000"})
    check("错的不行", status == 401 and body["code"] == "bad_code", body)
    status, body, _ = b.api("POST", "/sso/sessions", {"ticket": proof["ticket"], "code": recovery[0]})
    check("对了就行，凭条没有被错码用掉", status == 200 and body["second_factor"], body)
    status, proof, _ = b.verify(b.come_back(issuer, "zhao"))
    for _ in range(5):
        status, body, _ = b.api("POST", "/sso/sessions", {"ticket": proof["ticket"], "code": "000000"})
    status, body, _ = b.api("POST", "/sso/sessions", {"ticket": proof["ticket"], "code": recovery[1]})
    check("错多了锁定", status == 409 and body["code"] == "sso_closed", body)
    param("login.second_factor", "off")

    # One party never for another; a link ends at once; a disabled account stays out.
    status, body, _ = by(SEC, "POST", "/sso-links", {"issuer": issuer, "subject": "wang", "account": account("wang@csp"), "reason": "试"}, key="csp")
    check("服务商的账号不能关联主管部门的统一认证", status == 409 and body["code"] == "sso_other_party", body)
    link(issuer, "guanli", "guanli@d01")
    status, body, _ = Browser().sign_in(issuer, "guanli")
    check("申请单位的人登录，是申请单位的人", status == 200 and body["party"] == "applicant" and body["login"] == "guanli@d01", body)
    status, row, _ = by(SEC, "PATCH", f"/sso-issuers/{issuer}", {"parties": ["authority"]})
    assert status == 200, row
    status, body, _ = Browser().sign_in(issuer, "guanli")
    check("不再为申请单位登录，有关联也不行", status == 409 and body["code"] == "sso_other_unit", body)
    l2 = link(issuer, "qian", "qian@data")
    status, proof, _ = Browser().verify(Browser().come_back(issuer, "qian"))
    check("另一人", status == 200, proof)
    status, row, _ = by(SEC, "POST", f"/sso-links/{l2}/end", {"reason": "离岗"})
    check("解除", status == 200 and row["state"] == "ended", row)
    status, body, _ = Browser().api("POST", "/sso/sessions", {"ticket": proof["ticket"]})
    check("解除之后凭条也不行", status == 409 and body["code"] == "sso_ended", body)
    link(issuer, "li", "li@data")
    status, proof, _ = Browser().verify(Browser().come_back(issuer, "li"))
    status, row, _ = by(token("sys"), "POST", f"/accounts/{account('li@data')}/disable", {"comment": "测试"})
    assert status == 200, row
    status, body, _ = Browser().api("POST", "/sso/sessions", {"ticket": proof["ticket"]})
    check("停用的账号不能登录", status == 409 and body["code"] == "sso_closed", body)
    status, body, _ = Browser().sign_in(issuer, "li")
    check("重新来过也一样", status == 409 and body["code"] == "sso_closed", body)
    status, row, _ = by(SEC, "PATCH", f"/sso-issuers/{issuer}", {"secret": "wrong"})
    assert status == 200, row
    status, body, _ = Browser().sign_in(issuer, "sun")
    check("密钥不对，说是本平台的密钥", status == 502 and body["code"] == "sso_issuer" and "密钥" in body["detail"], body)
    status, row, _ = by(SEC, "PATCH", f"/sso-issuers/{issuer}", {"secret": "geheim/8a+7b?: %x"})
    link(issuer, "sun", "sun@data")
    status, body, _ = Browser().sign_in(issuer, "sun")
    check("改回来就好", status == 200, body)
    status, body, _ = by(SEC, "GET", "/sso-issuers?format=csv")
    for path in ("/sso-issuers", f"/sso-issuers/{issuer}"):
        status, body, _ = by(SEC, "GET", path)
        check("答复里没有密钥 " + path.split("/")[1], "geheim" not in json.dumps(body), body)
    raw = go(opener(http.cookiejar.CookieJar()), API + "/sso-issuers?format=csv", None, {"Authorization": "Bearer " + SEC})
    check("导出里没有密钥", raw[0] == 200 and b"geheim" not in raw[2] and "州统一认证".encode() in raw[2], raw)
    raw = go(opener(http.cookiejar.CookieJar()), API + "/audit?format=csv", None, {"Authorization": "Bearer " + token("aud")})
    check("审计里没有密钥、授权码和凭条", raw[0] == 200 and b"geheim" not in raw[2] and back["code"].encode() not in raw[2] and b"sm4:" not in raw[2], raw[2][:200])
    check("审计里有登录", b"sso.sign_in" in raw[2] and b"sso.verify" in raw[2])


def param(key, value):
    status, body, _ = by(SUN, "PUT", "/params/" + key, {"value": value, "basis": "测试"})
    assert status == 200, body


def rotated(url):
    """The issuer came back with other keys: seen within the time between two looks."""
    _, body, _ = Browser().api("GET", "/sso")
    issuer = next(x["id"] for x in body["items"] if x["label"] == "州统一认证")
    status, body, _ = Browser().sign_in(issuer, "sun")
    check("统一认证换了签名密钥", status == 200, body)


def second(url):
    poster = new_issuer("只收表单", url, "poster", "geheim-post", ["authority"])
    link(poster, "wu", "wu@data")
    status, body, _ = Browser().sign_in(poster, "wu")
    check("密钥放在表单里，ES256", status == 200 and body["login"] == "wu@data", body)
    status, row, _ = by(SEC, "POST", f"/sso-issuers/{poster}/close")
    check("停用", status == 200 and row["state"] == "closed", row)
    status, body, _ = Browser().api("GET", f"/sso/{poster}/begin")
    check("停用之后不能开始", status == 404, body)
    public = new_issuer("没有密钥", url, "public", None, ["authority"])
    link(public, "wu", "wu@data")
    status, body, _ = Browser().sign_in(public, "wu")
    check("没有密钥的客户端，凭 PKCE", status == 200 and body["login"] == "wu@data", body)


def secure(url):
    issuer = new_issuer("自签 CA 的", url, "yunguan", "geheim/8a+7b?: %x", ["authority"])
    link(issuer, "wu", "wu@data")
    status, body, _ = Browser().sign_in(issuer, "wu")
    check("https，证书由 --sso-ca 的 CA 签发", status == 200 and body["login"] == "wu@data", body)


def untrusted(url):
    issuer = new_issuer("别的 CA 的", url, "yunguan", "geheim/8a+7b?: %x", ["authority"])
    status, body, _ = Browser().api("GET", f"/sso/{issuer}/begin")
    check("别的 CA 签的证书不认", status == 502 and body["code"] == "sso_unreachable", body)


def deaf(url):
    """An issuer that takes connections and never answers holds up nobody else."""
    issuer = new_issuer("不答复的", url, "yunguan", None, ["authority"])
    answers = []

    def one():
        begin = time.monotonic()
        status, body, _ = Browser().api("GET", f"/sso/{issuer}/begin")
        answers.append((status, body.get("code"), time.monotonic() - begin))

    crowd = [threading.Thread(target=one) for _ in range(80)]
    for t in crowd:
        t.start()
    time.sleep(0.5)
    slowest = 0
    for _ in range(5):
        begin = time.monotonic()
        t = token("zhou@data")
        status, _, _ = by(t, "GET", "/orgs")
        assert status == 200
        slowest = max(slowest, time.monotonic() - begin)
    check("别人照常登录和查询", slowest < 5, slowest)
    for t in crowd:
        t.join()
    check("多出来的立即告知", any(s == 503 for s, _, _ in answers), answers)
    check("等的也有期限", all(s in (502, 503) and took < 25 for s, _, took in answers), answers)


SEC, SUN = token("sec"), token("sun@data")
globals()[sys.argv[3]](sys.argv[4])
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
