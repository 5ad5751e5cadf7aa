#!/bin/sh
# load.sh: a small mixed load on a server, bounded in count, then an orderly end. Meant for a server built with the thread
# sanitizer (YUNGUAN=build-tsan/yunguan): any report of it is a failure, on a plain build the answers and the end still count.
set -eu
. "$(dirname "$0")/lib.sh"
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 second_deadlock_stack=1 ${TSAN_OPTIONS:-}"

serve "$work/data"
first_run
sign_in sys
auth="Authorization: Bearer $token"
reader() {
	for path in /me /orgs /orgs?limit=5 /people /audit /openapi.json /first-run /accounts; do echo "url = \"$api$path\""; echo 'output = "/dev/null"'; done >"$work/get.$1"
	n=0
	while [ "$n" -lt 12 ]; do
		n=$((n + 1))
		curl -s -m 60 -H "$auth" -K "$work/get.$1" -w '%{http_code}\n' || echo 000
	done
}
writer() {
	n=0
	while [ "$n" -lt 25 ]; do
		n=$((n + 1))
		id=$(org_create "$1-$n")
		[ -n "$id" ] && echo 201 || echo 000
		# The same key again replays, a bad body is refused: both paths beside the writes.
		curl -s -m 60 -o /dev/null -w '%{http_code}\n' -X POST "$api/orgs" -H "$auth" -H "Idempotency-Key: $1-bad-$n" -H 'Content-Type: application/json' -d '{"no":1}' || echo 000
	done
}
signer() {
	n=0
	while [ "$n" -lt 4 ]; do
		n=$((n + 1))
		post /sessions "{\"login\":\"sec\",\"password\":\"$password\",\"kind\":\"token\",\"code\":\"$(recovery sec)\"}" | grep -q '"token"' && echo 201 || echo 000
	done
}
# Streams of events stay open during the load and are ended by the server's end.
curl -s -N -m 300 -H "$auth" "$api/events" >/dev/null 2>&1 &
pids=
for w in a b c; do
	reader "$w" >"$work/codes.r$w" &
	pids="$pids $!"
	writer "$w" >"$work/codes.w$w" &
	pids="$pids $!"
done
signer >"$work/codes.s" &
pids="$pids $!"
# shellcheck disable=SC2086
wait $pids
cat "$work"/codes.* | sort | uniq -c | sed 's/^ */答复 /'
count() { cat "$work"/codes.* | grep -cx "$1" || true; }
check "没有失败的请求" [ "$(count '000\|5..')" = 0 ]
check "写入 75 次都成功，登录 4 次都成功" [ "$(count 201)" = 79 ]
code=0
stop TERM || code=$?
check "服务正常结束（退出码 $code）" [ "$code" = 0 ]
reports=$(grep -c 'WARNING: ThreadSanitizer' "$work/serve.err" || true)
check "线程检查没有报告（$reports 处）" [ "$reports" = 0 ]
[ "$reports" = 0 ] || sed -n '/WARNING: ThreadSanitizer/,/SUMMARY/p' "$work/serve.err" | head -60
check "审计链完整" "$yunguan" audit verify --data "$work/data"
counted
