#!/bin/sh
# crash.sh: what was answered survives kill -9. Four writers create units as fast as they can; the server is killed in the midst,
# started again, and must know every unit whose creation it had confirmed; the audit chain is whole. Three rounds on one store.
set -eu
. "$(dirname "$0")/lib.sh"

serve "$work/data"
first_run
sign_in sys
writer() {
	n=0
	while [ "$n" -lt 400 ]; do
		n=$((n + 1))
		id=$(org_create "$1-$n") || return 0
		[ -z "$id" ] || echo "$id"
		[ -n "$id" ] || kill -0 "$server" 2>/dev/null || return 0
	done
}
for round in 1 2 3; do
	writers=
	for w in a b c d; do
		writer "R$round$w" >"$work/ids.$round$w" 2>/dev/null &
		writers="$writers $!"
	done
	# Killed once enough was confirmed, not after some time: a slow machine sees the same test.
	tries=0
	while [ "$(cat "$work/ids.$round"? | wc -l)" -lt $((20 * round)) ] && [ "$tries" -lt 600 ]; do tries=$((tries + 1)); sleep 0.1; done
	stop KILL || true
	# shellcheck disable=SC2086
	wait $writers 2>/dev/null || true
	cat "$work/ids.$round"? >>"$work/ids"
	serve "$work/data"
	lost=0 asked=0
	while read -r id; do
		asked=$((asked + 1))
		[ "$(curl -s -m 30 -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$api/orgs/$id")" = 200 ] || { lost=$((lost + 1)); echo "丢失 $id"; }
	done <"$work/ids"
	check "第 $round 次 kill -9 后，已答复的 $asked 个单位都在" [ "$lost" = 0 ]
	check "第 $round 轮确有写入" [ "$(cat "$work/ids.$round"? | wc -l)" -gt 0 ]
	check "第 $round 次后审计链完整" "$yunguan" audit verify --data "$work/data"
done
check "正常结束退出码为 0" stop TERM
check "自检正常" "$yunguan" doctor --data "$work/data"
counted
