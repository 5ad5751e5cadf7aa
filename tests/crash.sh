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

# A month's bills are there whole or not at all: the run is killed again and again, then left alone; there is one right set of bills.
"$yunguan" demo --data "$work/demo" --date 2026-06-02 >/dev/null
python3 - "$work/demo/yunguan.db" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for table in ("adjustment", "bill_line", "bill_system", "bill", "bill_month"):
    db.execute(f"DELETE FROM {table}")
db.execute("DELETE FROM clock WHERE subject_kind = 'bill'")
db.commit()
END
for delay in 0.05 0.1 0.15 0.2 0.3 0.4; do
	"$yunguan" op bill.run '{"month":"2026-05"}' --as li@data --data "$work/demo" >/dev/null 2>&1 &
	run=$!
	sleep "$delay"
	kill -9 "$run" 2>/dev/null || true
	wait "$run" 2>/dev/null || true
done
"$yunguan" op bill.run '{"month":"2026-05"}' --as li@data --data "$work/demo" >/dev/null 2>&1
check "出账被反复 kill -9 之后，五月的账单与重算一致" "$yunguan" bill --month 2026-05 --recompute --data "$work/demo"
"$yunguan" bill --format export --data "$work/demo" >"$work/bills.jsonl"
check "……由另一个程序重算也一分不差，没有多出的账单" "$root/tools/rerate" "$work/bills.jsonl"
check "……存储自检正常" "$yunguan" doctor --data "$work/demo"
counted
