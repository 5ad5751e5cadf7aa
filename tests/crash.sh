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

# A document job that dies half way is redone, never doubled: the server is killed right after an application is submitted (its papers are
# not yet made) and in the midst of printing; afterwards there is one paper of each kind, printed once, whose file has its digest.
papers=$work/papers
op() { who=$1 name=$2; shift 2; "$yunguan" op "$name" "$@" --as "$who" --data "$papers" --json; }
member() { python3 -c 'import json,sys
d = json.load(sys.stdin)
print("\n".join(str(i[sys.argv[1]]) for i in d["items"]))' "$1"; }
"$yunguan" demo --data "$papers" --date 2026-09-01 >/dev/null 2>&1 || { echo "演示数据没有装入"; exit 1; }
waiting=$(op zhao@data application.list '{"state":"internal_review","type":"new","limit":10}' | member id)
submitted=
for app in $waiting; do
	serve "$papers"
	unit=$(op zhao@data application.get "{\"id\":\"$app\"}" | python3 -c 'import json,sys; print(json.load(sys.stdin)["applicant_org_name"])')
	for n in $(seq -w 1 34); do
		op "shenhe@d$n" application.review "{\"id\":\"$app\",\"passed\":true,\"opinion\":\"同意\"}" >/dev/null 2>&1 || continue
		op "guanli@d$n" application.submit "{\"id\":\"$app\"}" >/dev/null 2>&1 && submitted="$submitted $app"
		break
	done
	stop KILL || true
done
check "有申请在提交后立即 kill -9（$unit 等）" [ -n "$submitted" ]
serve "$papers"
once() {        # once 申请: papers of a submitted application, one of each kind
	tries=0 kinds=
	while [ "$tries" -lt 100 ]; do
		kinds=$(op zhao@data document.list "{\"application\":\"$1\",\"limit\":50}" | member kind | sort)
		case $kinds in *D01*D02*D03*D05*) break ;; esac
		tries=$((tries + 1)); sleep 0.1
	done
	[ "$(echo "$kinds" | grep -c .)" = "$(echo "$kinds" | sort -u | grep -c .)" ] && case $kinds in *D01*D02*D03*D05*) true ;; *) false ;; esac
}
for app in $submitted; do check "申请 $app 的文书重做且每种一份" once "$app"; done
before=$(op zhao@data document.list '{"limit":100,"sort":"kind"}' | member no | sort | sha256sum)
ids=$(op zhao@data document.list '{"limit":24}' | member id)
for round in 1 2 3; do
	for id in $ids; do op zhao@data document.pdf "{\"id\":\"$id\"}" >/dev/null 2>&1 || true; done &
	printing=$!
	sleep "0.$((round * 3))"
	stop KILL || true
	wait $printing 2>/dev/null || true
	serve "$papers"
done
check "打印中 kill -9 三次，文书一份不多、一份不少" [ "$(op zhao@data document.list '{"limit":100,"sort":"kind"}' | member no | sort | sha256sum)" = "$before" ]
whole() {       # whole 文书: printed again after the crash, twice the same bytes, and those are the bytes on record
	op zhao@data document.pdf "{\"id\":\"$1\"}" >"$work/one.pdf" && op zhao@data document.pdf "{\"id\":\"$1\"}" >"$work/two.pdf" && cmp -s "$work/one.pdf" "$work/two.pdf" || return 1
	sum=$(openssl dgst -sm3 -r "$work/one.pdf" | cut -c1-64)
	op zhao@data document.get "{\"id\":\"$1\"}" | grep -q "\"pdf_sm3\":\"$sum\""
}
broken=0
for id in $ids; do whole "$id" || { broken=$((broken + 1)); echo "文书 $id 不完整"; }; done
check "打印中断的文书重新打印，字节与记录一致" [ "$broken" = 0 ]
check "结束后审计链完整" "$yunguan" audit verify --data "$papers"
check "结束后自检正常" "$yunguan" doctor --data "$papers"
stop TERM || true
# A change of keys that is killed, again and again: every paper opens after each, and in the end all of them lie under the last key.
count=$(find "$papers/files" -name '*.sm4' | wc -l)
for delay in 0.05 0.1 0.2 0.3 0.5 0.8; do
	"$yunguan" keys rotate --data "$papers" >/dev/null 2>&1 &
	run=$!
	sleep "$delay"
	kill -9 "$run" 2>/dev/null || true
	wait "$run" 2>/dev/null || true
	"$yunguan" doctor --data "$papers" --json >"$work/said" 2>&1 || true
	check "换密钥 $delay 秒后 kill -9，$count 个文件都打得开" grep -q "\"附件\",\"ok\":true,\"says\":\"$count 个" "$work/said"
done
check "……打印件的字节与记录一致" whole "$(echo "$ids" | head -1)"
last=$(tail -1 "$papers/keys" | cut -d' ' -f1)
check "……再打开时，全部换用第 $last 把" [ "$(find "$papers/files" -name '*.sm4' -exec head -c 19 {} \; -exec echo \; | sort -u)" = "$(printf 'yunguan-file|1|%03d|' "$last")" ]
# A month's bills are there whole or not at all: the run is killed again and again, then left alone; there is one right set of bills.
"$yunguan" demo --data "$work/demo" --date 2026-06-02 >/dev/null
python3 - "$work/demo/yunguan.db" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for table in ("adjustment", "bill_line", "bill_system", "bill_contract", "bill", "bill_month"):
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
