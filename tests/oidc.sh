#!/bin/sh
# oidc.sh: single sign-on against a real OpenID Connect provider (oidc-provider, installed from the lock file in tests/oidc).
set -eu
. "$(dirname "$0")/lib.sh"
here=$root/tests/oidc
stamp=$here/node_modules/.from-lock
sum=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum | cut -c1-64)
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
	(cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || { echo "装不上 oidc-provider"; exit 77; }
	printf %s "$sum" >"$stamp"
fi
issuers=
trap 'for p in $issuers; do kill "$p" 2>/dev/null || true; done; lib_end' EXIT

# issuer 名称 [端口]: starts one with keys of its own; sets url and pid.
issuer() {
	rm -f "$work/url.$1"
	node "$here/issuer.mjs" "$work/url.$1" "$1" "${2:-0}" "$callback" >>"$work/issuer.out" 2>&1 &
	pid=$!
	issuers="$issuers $pid"
	tries=0
	until [ -s "$work/url.$1" ]; do
		kill -0 "$pid" 2>/dev/null || { tail -20 "$work/issuer.out"; exit 1; }
		tries=$((tries + 1)); [ "$tries" -lt 300 ] || { echo "统一认证没有启动"; exit 1; }
		sleep 0.1
	done
	url=$(cat "$work/url.$1")
}
# flow 步骤 地址: its sentences, counted with ours.
flow() {
	python3 "$here/flow.py" "$api" "$callback" "$1" "$2" >"$work/flow" 2>&1 || true
	grep -E '^(ok|FAIL) ' "$work/flow" || true
	passed=$((passed + $(grep -c '^ok ' "$work/flow" || true)))
	failed=$((failed + $(grep -c '^FAIL ' "$work/flow" || true)))
	tail -1 "$work/flow" | grep -q '^[0-9]* passed' || { cat "$work/flow"; bad "$1 没有走完"; }
}

ca() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$1.key" -out "$work/$1.pem" -days 3 -subj "/O=$1" 2>/dev/null; }
# by_ca 名称: a server's certificate for this machine.
by_ca() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/tls.$1.key" -out "$work/csr" -subj /CN=issuer 2>/dev/null
	printf 'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1\n' >"$work/ext"
	openssl x509 -req -in "$work/csr" -CA "$work/$1.pem" -CAkey "$work/$1.key" -CAcreateserial -days 3 -extfile "$work/ext" -out "$work/tls.$1.pem" 2>/dev/null
}
ca house; ca stranger; by_ca house; by_ca stranger

"$yunguan" demo --data "$work/data" >/dev/null
# Many failures from one address are what this test is about: that limit has its own test.
"$yunguan" serve --listen 127.0.0.1:0 --data "$work/data" --port-file "$work/port" --limits sign_in_failures=1000 --sso-ca "$work/house.pem" >>"$work/serve.out" 2>>"$work/serve.err" &
server=$!
tries=0
until [ -s "$work/port" ] && curl -sf -o /dev/null "http://127.0.0.1:$(cat "$work/port")/readyz"; do
	kill -0 "$server" 2>/dev/null || { tail -20 "$work/serve.err"; exit 1; }
	tries=$((tries + 1)); [ "$tries" -lt 600 ] || { echo "服务一分钟内没有就绪"; exit 1; }
	sleep 0.1
done
api=http://127.0.0.1:$(cat "$work/port")/api/v1
callback=https://yunguan.example/sso/callback
issuer one
at=$url
first_pid=$pid
flow first "$at"
kill "$first_pid"; wait "$first_pid" 2>/dev/null || true
issuer two "${at##*:}"
sleep 11
flow rotated "$at"
kill "$pid"; wait "$pid" 2>/dev/null || true
export ONLY_POST=1
issuer three
flow second "$url"
unset ONLY_POST
for who in house stranger; do
	export TLS_CERT="$work/tls.$who.pem" TLS_KEY="$work/tls.$who.key"
	issuer "$who"
	step=secure
	[ "$who" = house ] || step=untrusted
	flow "$step" "$url"
done
# One that takes connections and says nothing.
python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(500)
open(sys.argv[1], "w").write("http://127.0.0.1:%d" % s.getsockname()[1])
time.sleep(600)' "$work/url.deaf" &
issuers="$issuers $!"
until [ -s "$work/url.deaf" ]; do sleep 0.1; done
flow deaf "$(cat "$work/url.deaf")"
stop TERM
check "密钥不在库里" sh -c "! grep -aq -e 'geheim/8a' -e geheim-post '$work/data/yunguan.db' '$work/data/yunguan.db-wal' 2>/dev/null"
check "密钥和凭条不在日志里" sh -c "! grep -aq -e geheim -e 'sm4:' '$work/serve.err' '$work/serve.out'"
check "审计链完整" "$yunguan" audit verify --data "$work/data"
check "自检通过" "$yunguan" doctor --data "$work/data"
counted
