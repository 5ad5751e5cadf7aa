#!/bin/sh
# two.sh: two servers on one PostgreSQL close the same months at the same time, and one of a third pair is killed in the midst: there is one
# right set of bills, and another program agrees with it.
set -eu
. "$(dirname "$0")/lib.sh"
pg=$(mktemp -d /tmp/ygpg.XXXXXX)
chmod 711 "$pg"
url=$(PG_OPTIONS="-c fsync=off" "$root/tests/pg/start" "$pg") || { code=$?; rm -rf "$pg"; exit "$code"; }
trap '"$root/tests/pg/stop" "$pg"; rm -rf "$pg"; lib_end' EXIT
sql() { psql -qtA "$url" -c "$1"; }

"$yunguan" demo --data "$work/a" --store "$url" --date 2026-06-02 >/dev/null
months=$(sql "SELECT month FROM bill_month ORDER BY month")
last=$(echo "$months" | tail -1)
# The months of the demonstration: a program started today also closes the month that has just ended.
set_of() { sql "SELECT month, user_org, csp, total_fen, lines_count FROM bill WHERE month <= '$last' ORDER BY 1, 2, 3"; }
before=$(set_of)
for table in adjustment bill_line bill_system bill_contract bill bill_month; do sql "DELETE FROM $table"; done
sql "DELETE FROM clock WHERE subject_kind = 'bill'"
cp -r "$work/a" "$work/b"
run() { "$yunguan" op bill.run "{\"month\":\"$1\"}" --as li@data --data "$work/$2" --store "$url" >"$work/run.$2" 2>&1; }
killed=0
for month in $months; do
	run "$month" a & one=$!
	run "$month" b & two=$!
	# Every third pair loses one of the two.
	killed=$(((killed + 1) % 3))
	[ "$killed" != 0 ] || { sleep 0.1; kill -9 "$one" 2>/dev/null || true; }
	wait "$one" 2>/dev/null || true
	wait "$two" 2>/dev/null || true
	# What was killed may have had its turn taken with it: whoever asks again finds it done, or does it.
	run "$month" b || cat "$work/run.b"
done
check "两个服务同时出账：每月每个单位每个服务商一张" [ "$(sql "SELECT COUNT(*) FROM (SELECT 1 FROM bill GROUP BY month, user_org, csp HAVING COUNT(*) > 1) x")" = 0 ]
set_of >"$work/after"
echo "$before" | diff - "$work/after" >"$work/diff" || cat "$work/diff"
check "……与一个服务出的账一分不差" [ ! -s "$work/diff" ]
check "……编号不重不断" [ "$(sql "SELECT COUNT(*) - COUNT(DISTINCT no) FROM bill")" = 0 ]
"$yunguan" bill --format export --data "$work/a" --store "$url" >"$work/bills.jsonl"
check "……由另一个程序重算一分不差" "$root/tools/rerate" "$work/bills.jsonl"
check "……存储自检正常" "$yunguan" doctor --data "$work/a" --store "$url"
# Twelve at once.
for table in adjustment bill_line bill_system bill_contract bill bill_month; do sql "DELETE FROM $table"; done
sql "DELETE FROM clock WHERE subject_kind = 'bill'"
for n in 1 2 3 4 5 6; do { run "$last" a & } ; { run "$last" b & } ; done
wait
check "十二个请求同时出同一个月的账，只有一套" [ "$(set_of)" = "$(echo "$before" | grep "^$last|")" ]
counted
