#!/bin/sh
# crash.sh: what was answered survives. Sixty-four clients create units as fast as they can; the server is killed in the midst, started again, and
# must know every unit whose creation it had confirmed; the audit chain is whole. Three rounds on one store, the second ended in order. Then the same
# when the power goes, and when the disc is full.
set -eu
# A disc of its own wants a place of its own to be mounted.
if [ -z "${YG_APART:-}" ] && unshare -rm true 2>/dev/null; then YG_APART=1 exec unshare -rm "$0"; fi
. "$(dirname "$0")/lib.sh"

write() { "$root/tests/writers.py" "$api" "$token" 64 "$1" "$2" >>"$work/ids" 2>"$work/refused" & writers=$!; }
written() { wc -l <"$work/ids"; }
until_written() { tries=0; while [ "$(written)" -lt "$1" ] && [ "$tries" -lt 600 ]; do tries=$((tries + 1)); sleep 0.1; done; }
enough() { kill "$writers" 2>/dev/null || true; wait "$writers" 2>/dev/null || true; }
# Who looks on asks the file: thousands of questions over HTTP take longer than the rest.
lost() { python3 -c 'import sqlite3, sys
have = {str(i): no for i, no in sqlite3.connect(sys.argv[1]).execute("SELECT id, no FROM org")}
print(sum(have.get(i) != no for _, i, no in map(str.split, open(sys.argv[2]))))' "$1/yunguan.db" "$work/ids"; }

serve "$work/data"
first_run
sign_in sys
: >"$work/ids"
for round in 1 2 3; do
	before=$(written)
	write 60 "R$round"
	# Killed once enough was confirmed, not after some time: a slow machine sees the same test.
	until_written $((before + 700 * round))
	how=KILL
	[ "$round" != 2 ] || how=TERM
	until=$(written)
	stop $how || true
	check "……$how 之后不再多办" [ "$(written)" -le $((until + 1000)) ]
	enough
	serve "$work/data"
	check "第 $round 轮（$how）确有写入" [ "$(written)" -gt "$before" ]
	check "……已答复的 $(written) 个单位都在" [ "$(lost "$work/data")" = 0 ]
	check "……审计链完整" "$yunguan" audit verify --data "$work/data"
done
write 60 B
until_written $(($(written) + 100))
check "写入中备份" "$yunguan" backup "$work/copy" --data "$work/data"
until_written $(($(written) + 100))
enough
check "正常结束退出码为 0" stop TERM
check "自检正常" "$yunguan" doctor --data "$work/data"
check "恢复写入中的备份" "$yunguan" restore "$work/copy" --data "$work/data"
check "……自检正常" "$yunguan" doctor --data "$work/data"

# The power goes: a disc keeps what it was asked to keep, and of the rest whatever it likes.
cc -O1 -shared -fPIC -o "$work/power.so" "$root/tests/power.c"
cp -r "$work/data" "$work/start"
: >"$work/ids"
POWER_LOG=$work/power LD_PRELOAD=$work/power.so serve "$work/data"
write 60 P
until_written 1000
stop TERM || true
enough
check "断电后，已答复的都在" "$root/tests/power.py" "$work/power" "$work/ids" "$work/start" 25 "$yunguan"
rm -rf "$work/power" "$work/start" "$work/start.cut"

# A disc of 40 MB, filled by the log itself, then by something else: what cannot be kept is refused, what is there is read, and with room it goes on.
disc=$work/disc
mkdir "$disc"
if [ -n "${YG_APART:-}" ] && mount -t tmpfs -o size=40m tmpfs "$disc"; then
	read_status() { curl -s -m 30 -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$api/orgs?limit=5"; }
	: >"$work/ids"
	serve "$disc/data"
	rm -f "$work"/recovery.*
	first_run
	sign_in sys
	write 60 L
	until_written 3500
	check "日志占不满小磁盘" [ "$(written)" -ge 3500 ]
	fill() {        # the file is as large as it could be
		head -c 64M /dev/zero >"$disc/else" 2>/dev/null || true
		tries=0
		until org "FULL$1-$tries" | grep -q store_full || [ "$tries" -ge 300 ]; do tries=$((tries + 1)); head -c 1M /dev/zero >>"$disc/else" 2>/dev/null || true; sleep 0.1; done
	}
	org() { curl -s -m 30 -X POST "$api/orgs" -H "Authorization: Bearer $token" -H "Idempotency-Key: $1" -H 'Content-Type: application/json' -d "{\"no\":\"$1\",\"name\":\"$1\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"region_code\":\"532800\"}"; }
	grows() { full=$(written); until_written $((full + 200)); [ "$(written)" -ge $((full + 200)) ]; }
	fill 1
	check "磁盘满时拒绝写入，说明原因" sh -c 'echo "$1" | grep -q "store_full.*磁盘空间不足"' sh "$(org FULL)"
	check "……照样能读" [ "$(read_status)" = 200 ]
	curl -s -m 30 -o "$work/said" -X POST "$api/attachments?name=a.txt" -H "Authorization: Bearer $token" -H 'Idempotency-Key: F1' -H 'Content-Type: text/plain' -d x
	check "……不收文件，日志里有原因" grep -q "status=503 .*request=$(json request_id <"$work/said") reason=unavailable sentence=\"服务器磁盘空间不足" "$work/serve.err"
	check "……审计链完整" "$yunguan" audit verify --data "$disc/data"
	rm "$disc/else"
	check "腾出空间，自己恢复" grows
	fill 2
	stop KILL || true
	enough
	check "磁盘满时 kill -9，已答复的 $(written) 个单位都在" [ "$(lost "$disc/data")" = 0 ]
	# It starts as the disc is, after a kill and after an end in order, and again: nothing is written, all is read, nothing of the spare room is lost.
	for how in KILL TERM KILL TERM; do
		serve "$disc/data" --demo
		head -c 64M /dev/zero >>"$disc/else" 2>/dev/null || true
		check "磁盘仍然满，照样启动，能读" [ "$(read_status)" = 200 ]
		check "……拒绝写入，说明原因" sh -c 'echo "$1" | grep -q "store_full.*磁盘空间不足"' sh "$(org "STILL$how")"
		stop "$how" || true
		check "……$how 之后，留给下次启动的余地还在" [ "$(stat -c %s "$disc/data/yunguan.db.spare")" -ge 12000000 ]
	done
	serve "$disc/data"
	rm "$disc/else"
	write 60 M
	check "腾出空间，不用重启，自己恢复" grows
	enough
	check "……正常结束" stop TERM
	check "……已答复的 $(written) 个单位都在" [ "$(lost "$disc/data")" = 0 ]
	check "……除了磁盘，自检正常" sh -c '! "$1" doctor --data "$2" | grep 异常 | grep -v 磁盘' sh "$yunguan" "$disc/data"
	umount "$disc"
else
	echo "没有自己的挂载空间，小磁盘的一段没有做"
fi

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
