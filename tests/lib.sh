# Read by the shell tests beside it (". tests/lib.sh"): a server of one's own in a folder of one's own, and counted sentences.
# YUNGUAN names another binary than build/yunguan. Everything started here is ended and removed when the script ends.
# shellcheck shell=sh
root=$(cd "$(dirname "$0")/.." && pwd)
yunguan=${YUNGUAN:-$root/build/yunguan}
password=Yg-2026-pass!x
work=$(mktemp -d "${TMPDIR:-/tmp}/yg.XXXXXX")
server=
passed=0 failed=0
[ -x "$yunguan" ] || { echo "没有 $yunguan"; exit 1; }

lib_end() {
	[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap lib_end EXIT
trap 'exit 1' INT TERM HUP

ok() { passed=$((passed + 1)); echo "ok $1"; }
bad() { failed=$((failed + 1)); echo "FAIL $1"; }
# check 句子 命令…: one sentence, true when the command succeeds.
check() { says=$1; shift; if "$@"; then ok "$says"; else bad "$says"; fi; }
# The last line that ./check counts, and the exit code.
counted() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; }

# serve 目录 [选项…]: starts the server on a free port, waits until it answers; sets server (its process) and api (its address).
serve() {
	rm -f "$work/port"
	data=$1
	shift
	"$yunguan" serve "$@" --listen 127.0.0.1:0 --data "$data" --port-file "$work/port" >>"$work/serve.out" 2>>"$work/serve.err" &
	server=$!
	tries=0
	until [ -s "$work/port" ] && curl -sf -o /dev/null "http://127.0.0.1:$(cat "$work/port")/readyz"; do
		kill -0 "$server" 2>/dev/null || { echo "服务没有启动："; tail -20 "$work/serve.err"; exit 1; }
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { echo "服务一分钟内没有就绪"; exit 1; }
		sleep 0.1
	done
	api=http://127.0.0.1:$(cat "$work/port")/api/v1
}

# stop [信号]: ends the server; its exit code.
stop() {
	kill "-${1:-TERM}" "$server"
	code=0
	wait "$server" 2>/dev/null || code=$?
	server=
	return "$code"
}

post() { curl -s -m 30 -H 'Content-Type: application/json' -X POST "$api$1" -d "$2"; }

# json 路径: a member of the JSON on standard input, "codes.3" or "token"; nothing when it is not there.
json() { python3 -c 'import json, sys
v = json.load(sys.stdin)
for k in sys.argv[1].split("."): v = (v[int(k)] if isinstance(v, list) else v.get(k)) if v else None
print("" if v is None else v)' "$1"; }
# otp 密钥: the six digits of now (RFC 6238).
otp() { python3 -c 'import base64, hmac, struct, sys, time
h = hmac.digest(base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8)), struct.pack(">Q", int(time.time()) // 30), "sha1")
print("%06d" % ((struct.unpack(">I", h[(o := h[19] & 15):o + 4])[0] & 0x7fffffff) % 1000000))' "$1"; }

# First run: an authority and the three administrators sys, sec and aud, each with a second factor; recovery.登录名 keeps the recovery codes.
first_run() {
	admin() { printf '{"login":"%s","name":"%s","password":"%s"}' "$1" "$2" "$password"; }
	post /first-run "{\"authority_name\":\"州数据局\",\"org_no\":\"A001\",\"sys_admin\":$(admin sys 甲一),\"sec_admin\":$(admin sec 乙二),\"audit_admin\":$(admin aud 丙三)}" >/dev/null
	for who in sys sec aud; do
		sign_in "$who"
		secret=$(mine /me/second-factor '{}' | json secret)
		mine /me/second-factor/confirm "{\"code\":\"$(otp "$secret")\"}" >"$work/confirmed"
		for n in 0 1 2 3 4 5 6 7 8 9; do json "codes.$n" <"$work/confirmed"; done >"$work/recovery.$who"
	done
	curl -s -m 30 "$api/first-run" | grep -q '"needed":false' || { echo "首次设置没有完成"; exit 1; }
}
mine() { curl -s -m 30 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -X POST "$api$1" -d "$2"; }

# recovery 登录名: the next unused recovery code, nothing for who has none.
recovery() {
	[ -s "$work/recovery.$1" ] || return 0
	head -1 "$work/recovery.$1"
	sed -i 1d "$work/recovery.$1"
}
# sign_in 登录名: sets token.
sign_in() {
	code=$(recovery "$1")
	token=$(post /sessions "{\"login\":\"$1\",\"password\":\"$password\",\"kind\":\"token\"${code:+,\"code\":\"$code\"}}" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
	[ -n "$token" ] || { echo "$1 不能登录"; exit 1; }
}

# org_create 单位编码: one durable write; prints the new id when the answer was 201.
org_create() {
	curl -s -m 30 -w '\n%{http_code}' -X POST "$api/orgs" -H "Authorization: Bearer $token" -H "Idempotency-Key: $1" -H 'Content-Type: application/json' \
		-d "{\"no\":\"$1\",\"name\":\"单位$1\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"region_code\":\"532800\"}" |
		sed -n '/^201$/!{h;d}; x; s/^{"id":"\([^"]*\)".*/\1/p'
}
