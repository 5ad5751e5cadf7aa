#!/bin/sh
# tls.sh: TLS by ourselves, and programs that sign in by a certificate: which are taken, what they may, and how that ends.
set -eu
. "$(dirname "$0")/lib.sh"
pki=$work/pki
mkdir -p "$pki"

# ---- certificates: our CA with four that it vouches for, another CA with one ----
ca() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/$1.key" -out "$pki/$1.pem" -days 30 -subj "/O=$1" 2>/dev/null; }
# leaf 名称 CA 用途 主题 [天数]
leaf() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/$1.key" -out "$pki/$1.csr" -subj "$4" 2>/dev/null
	printf 'extendedKeyUsage=%s\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n' "$3" >"$pki/ext"
	openssl x509 -req -in "$pki/$1.csr" -CA "$pki/$2.pem" -CAkey "$pki/$2.key" -CAcreateserial -days "${5:-30}" -extfile "$pki/ext" -out "$pki/$1.pem" 2>/dev/null
}
ca ours; ca theirs
leaf server ours serverAuth /CN=localhost
leaf one ours clientAuth "/C=CN/O=Data/CN=sync one"
leaf two ours clientAuth "/C=CN/O=Data/CN=sync two"
leaf again ours clientAuth "/C=CN/O=Data/CN=sync two"
leaf wrong ours serverAuth "/C=CN/O=Data/CN=sync two"
leaf other theirs clientAuth "/C=CN/O=Data/CN=sync two"
fp() { openssl x509 -in "$pki/$1.pem" -noout -fingerprint -sha256 | sed 's/.*=//'; }

fails() { code=0; "$@" >"$work/said" 2>&1 || code=$?; [ "$code" = 1 ]; }
misused() { code=0; "$@" >"$work/said" 2>&1 || code=$?; [ "$code" = 2 ]; }
check "只有证书没有私钥被拒绝" misused "$yunguan" serve --listen 127.0.0.1:0 --data "$work/none" --tls-cert "$pki/server.pem"
check "没有 HTTPS 就不收客户端证书" misused "$yunguan" serve --listen 127.0.0.1:0 --data "$work/none" --tls-client-ca "$pki/ours.pem"
check "读不到的 CA 被拒绝" fails "$yunguan" serve --listen 127.0.0.1:0 --data "$work/none" --sso-ca "$work/nothing.pem"

# ---- people ----
"$yunguan" demo --data "$work/data" >/dev/null
password=Yunguan-2026

"$yunguan" serve --listen 127.0.0.1:0 --data "$work/data" --port-file "$work/port.tls" --tls-cert "$pki/server.pem" --tls-key "$pki/server.key" --tls-client-ca "$pki/ours.pem" \
	>>"$work/serve.out" 2>>"$work/serve.err" &
server=$!
tries=0
until [ -s "$work/port.tls" ] && curl -sf --cacert "$pki/ours.pem" -o /dev/null "https://localhost:$(cat "$work/port.tls")/readyz"; do
	kill -0 "$server" 2>/dev/null || { tail -20 "$work/serve.err"; exit 1; }
	tries=$((tries + 1)); [ "$tries" -lt 600 ] || { echo "服务一分钟内没有就绪"; exit 1; }
	sleep 0.1
done
at=localhost:$(cat "$work/port.tls")
api=https://$at/api/v1
tls() { curl -s -m 30 --cacert "$pki/ours.pem" "$@"; }
# by 证书 参数…: the status of a request that shows the certificate.
by() { cert=$1; shift; tls -o "$work/body" -w '%{http_code}' --cert "$pki/$cert.pem" --key "$pki/$cert.key" "$@"; }
is() { [ "$1" = "$2" ] || { echo "得到 $1，应当是 $2"; false; }; }
op() { "$yunguan" op "$1" "$3" --as "$2" --data "$work/data" --json >"$work/said" 2>&1 || { echo "$1 没有完成"; cat "$work/said"; exit 1; }; }
id() { sed -n 's/^ *{*"id": *"\([^"]*\)".*/\1/p' "$work/said" | head -1; }

# ---- the protocol ----
speaks() { echo | openssl s_client -connect "$at" -CAfile "$pki/ours.pem" "$@" 2>&1 | grep -q 'Cipher is [^(]'; }
check "TLS 1.3" speaks -tls1_3
check "TLS 1.2" speaks -tls1_2
for old in -tls1_1 -tls1; do check "不讲 ${old#-}" sh -c "! echo | openssl s_client -connect $at $old -cipher 'ALL:@SECLEVEL=0' 2>&1 | grep -q 'Cipher is [^(]'"; done
check "不用 CBC" sh -c "! echo | openssl s_client -connect $at -tls1_2 -cipher 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0' 2>&1 | grep -q 'Cipher is [^(]'"
check "明文 HTTP 得不到答复" sh -c "! curl -s -m 5 http://$at/healthz | grep -q ok"
tls -D "$work/head" -o /dev/null -H 'Content-Type: application/json' -X POST "$api/sessions" -d "{\"login\":\"sys\",\"password\":\"$password\"}" || true
check "Cookie 带 Secure、HttpOnly、SameSite" grep -qi '^set-cookie: yunguan_session=[0-9a-f]*; Path=/; HttpOnly; SameSite=Lax; Secure' "$work/head"

# ---- certificates ----
check "没有登记的证书什么也不是" is "$(by one "$api/accounts")" 401
check "公开的照常" is "$(by one "$api/first-run")" 200
op client_certificate.ask sys "{\"name\":\"同步一\",\"kind\":\"fingerprint\",\"value\":\"$(fp one)\",\"scope\":[\"account.read\"],\"to_date\":\"$(date -d '+30 days' +%F)\"}"
x=$(id)
check "没有批准也不是" is "$(by one "$api/accounts")" 401
op client_certificate.approve sec "{\"id\":\"$x\"}"
check "批准之后可以用" is "$(by one "$api/accounts")" 200
check "只能用授予的权限" is "$(by one "$api/audit")" 403
check "写入也只在权限以内" is "$(by one -X POST "$api/orgs" -H 'Idempotency-Key: k1' -H 'Content-Type: application/json' -d '{}')" 403
check "办不了要再次验证的事" is "$(by one -X POST "$api/tokens" -H 'Content-Type: application/json' -d '{}')" 403
check "浏览器带着证书也不算登录" is "$(by one "$api/accounts" -H 'Sec-Fetch-Site: cross-site')" 401
check "同站的浏览器也不算" is "$(by one "$api/accounts" -H 'Sec-Fetch-Site: same-origin')" 401
check "不带证书不算" is "$(tls -o /dev/null -w '%{http_code}' "$api/accounts")" 401
hex=$(fp one | tr -d : | tr A-F a-f)
check "把指纹当令牌不算" is "$(tls -o /dev/null -w '%{http_code}' "$api/accounts" -H "Authorization: Bearer cert:$hex")" 401
check "把指纹当 Cookie 不算" is "$(tls -o /dev/null -w '%{http_code}' "$api/accounts" -H "Cookie: yunguan_session=cert:$hex")" 401
check "自己的令牌在先，坏令牌不因证书变好" is "$(by one "$api/accounts" -H 'Authorization: Bearer nothing')" 401
check "另一张证书不算" is "$(by two "$api/accounts")" 401

subject=$(openssl x509 -in "$pki/two.pem" -noout -subject -nameopt RFC2253 | sed 's/^subject=//')
op client_certificate.ask aud "{\"name\":\"同步二\",\"kind\":\"subject\",\"value\":\"$subject\",\"scope\":[\"account.read\"],\"to_date\":\"$(date -d '+30 days' +%F)\"}"
y=$(id)
op client_certificate.approve sec "{\"id\":\"$y\"}"
check "认主题的，证书换新照用" is "$(by two "$api/accounts")$(by again "$api/accounts")" 200200
check "用途不是客户端的不算" is "$(by wrong "$api/accounts")" 401
check "别的 CA 签的同名证书不算" sh -c "s=\$(curl -s -m 10 --cacert '$pki/ours.pem' --cert '$pki/other.pem' --key '$pki/other.key' -o /dev/null -w '%{http_code}' '$api/accounts' || true); [ \"\$s\" = 401 ] || [ \"\$s\" = 000 ]"
by two "$api/me" >/dev/null
check "各是各的人" grep -q '"login":"aud"' "$work/body"

# ---- ends ----
op client_certificate.end sec "{\"id\":\"$x\",\"reason\":\"换新\"}"
check "收回即失效" is "$(by one "$api/accounts")" 401
op account.list sec '{"login":"aud"}'
"$yunguan" op audit.list '{"action":"client_certificate.approve"}' --as aud --data "$work/data" --json >"$work/said"
check "批准留在审计里" grep -q '批准客户端证书' "$work/said"
stop TERM
check "日志里没有私钥和证书" sh -c "! grep -aq -e 'BEGIN' -e '$hex' '$work/serve.err' '$work/serve.out'"
counted
