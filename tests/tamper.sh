#!/bin/sh
# tamper.sh (T-F26): whoever changes the audit log behind the platform's back is found, and the row is named. Also: the exported
# chain and the SM2 anchors can be checked with openssl alone, and an anchor kept elsewhere shows what the chain by itself cannot.
set -eu
. "$(dirname "$0")/lib.sh"

serve "$work/data"
first_run
sign_in sys
for n in 1 2 3 4 5 6 7 8; do org_create "T$n" >/dev/null; done
curl -s -o /dev/null -m 30 "$api/audit" -H "Authorization: Bearer $token"
stop TERM
"$yunguan" audit verify --data "$work/data" --json >"$work/whole" || true
check "原样的审计链完整" grep -q '"ok":true' "$work/whole"
rows=$(sed -n 's/.*"rows":\([0-9]*\).*/\1/p' "$work/whole")
check "审计链有十行以上" [ "${rows:-0}" -ge 10 ]

"$yunguan" audit export "$work/chain" --data "$work/data"
match=0
while IFS='	' read -r hash text; do
	[ "$(printf %s "$text" | openssl dgst -sm3 | sed 's/.*= *//')" != "$hash" ] || match=$((match + 1))
done <"$work/chain"
check "openssl 逐行核对导出的 $rows 行" [ "$match" = "$rows" ]

# The export left a row of its own; what follows damages the chain as it stands now.
exported=$rows
rows=$("$yunguan" audit verify --data "$work/data" --json | sed -n 's/.*"rows":\([0-9]*\).*/\1/p')
check "导出本身也留了一行" [ "$rows" = $((exported + 1)) ]

# ---- anchors: by the openssl command alone ----
"$yunguan" audit anchors --data "$work/data" >"$work/anchors"
"$yunguan" audit keys --data "$work/data" >"$work/key.pem"
check "至少有一个锚点" [ -s "$work/anchors" ]
key_id=$(openssl pkey -pubin -in "$work/key.pem" -outform DER | openssl dgst -sm3 | sed 's/.*= *//' | cut -c1-16)
good=0 all=0
while read -r anchor; do
	all=$((all + 1))
	printf %s "${anchor%|*}" >"$work/statement"
	printf %s "${anchor##*|}" | openssl base64 -d -A >"$work/signature"
	seq=$(echo "$anchor" | cut -d'|' -f4) hash=$(echo "$anchor" | cut -d'|' -f5)
	[ "$(echo "$anchor" | cut -d'|' -f7)" = "$key_id" ] || continue
	openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in "$work/statement" \
		-sigfile "$work/signature" >/dev/null 2>&1 || continue
	# The row that it speaks of is in the export, if it was written by then.
	[ "$seq" -gt "$exported" ] || [ "$(sed -n "${seq}p" "$work/chain" | cut -f1)" = "$hash" ] || continue
	good=$((good + 1))
done <"$work/anchors"
check "openssl 核对了 $all 个锚点的 SM2 签名和杂凑" [ "$good" = "$all" ]
printf x >>"$work/statement"
check "改一个字，openssl 就不认签名" sh -c '! openssl pkeyutl -verify -pubin -inkey "$1/key.pem" -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in "$1/statement" -sigfile "$1/signature" >/dev/null 2>&1' sh "$work"
check "私钥只有属主可读" [ "$(stat -c %a "$work/data/audit/key.pem")" = 600 ]
tail -1 "$work/anchors" >"$work/paper"
check "另存的锚点被承认" "$yunguan" audit verify --data "$work/data" --anchor "$(cat "$work/paper")"
check "锚点也可以放在文件里" "$yunguan" audit verify --data "$work/data" --anchor "$work/paper"

copied() {
	rm -rf "$work/copy"
	mkdir "$work/copy"
	cp "$work/data/yunguan.db" "$work/copy/"
}
# tampered 句子 应当指出的行 SQL…: a copy, changed by someone who can write the file.
tampered() {
	says=$1 row=$2 sql=$3
	copied
	python3 - "$work/copy/yunguan.db" "$sql" <<-'P'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		before = db.total_changes
		db.executescript(sys.argv[2])
		assert db.total_changes > before, "nothing was changed"
		db.commit()
	P
	named "$row" "$says" --data "$work/copy"
}
# named 行 句子 选项…: verification fails and names the row.
named() {
	row=$1 says=$2
	shift 2
	code=0
	"$yunguan" audit verify "$@" >"$work/said" 2>&1 || code=$?
	if [ "$code" = 1 ] && grep -q "第 $row 行" "$work/said"; then ok "$says：指出第 $row 行"; else bad "$says：应指出第 $row 行，退出码 $code：$(cat "$work/said")"; fi
}
tampered "改一行的操作名" 5 "UPDATE audit_log SET words = '查看' WHERE seq = 5"
tampered "改一行的人" 5 "UPDATE audit_log SET login = 'sec' WHERE seq = 5"
tampered "改一行的时间" 6 "UPDATE audit_log SET at = at + 1 WHERE seq = 6"
tampered "改一行的结果" 3 "UPDATE audit_log SET result = 'denied', reason = 'x' WHERE seq = 3"
tampered "改第一行" 1 "UPDATE audit_log SET ip = '10.0.0.1' WHERE seq = 1"
"$yunguan" backup "$work/backup.db" --data "$work/data" >/dev/null
rows=$((rows + 1))
check "备份也留了一行" [ "$("$yunguan" audit verify --data "$work/data" --json | sed -n 's/.*"rows":\([0-9]*\).*/\1/p')" = "$rows" ]
tampered "改最后一行" "$rows" "UPDATE audit_log SET ip = '10.0.0.1' WHERE seq = $rows"
tampered "删去中间一行" 5 "DELETE FROM audit_log WHERE seq = 5"
tampered "删去最后一行" "$rows" "DELETE FROM audit_log WHERE seq = $rows"
tampered "对调两行" 4 "UPDATE audit_log SET seq = -1 WHERE seq = 4; UPDATE audit_log SET seq = 4 WHERE seq = 7; UPDATE audit_log SET seq = 7 WHERE seq = -1"
tampered "改一行的校验值" 5 "UPDATE audit_log SET hash = '$(printf %064d 0)' WHERE seq = 5"
tampered "末尾添一行" $((rows + 1)) "INSERT INTO audit_log SELECT stream, seq + 1, at, account, person, org, login, role, ip, action, words, object_kind, object_id, result, reason, article, before_digest, after_digest, request_id, detail, hash, hash FROM audit_log WHERE seq = $rows"

# ---- what the chain alone cannot show: rows are left out and everything after them is hashed anew ----
# rewrite 库 行: the row is removed and all later ones are renumbered and hashed anew, the tail too; anchors that no longer fit are thrown away.
rewrite() {
	python3 - "$1" "$2" <<-'P'
		import json, sqlite3, subprocess, sys
		db = sqlite3.connect(sys.argv[1])
		gone = int(sys.argv[2])
		names = [r[1] for r in db.execute("PRAGMA table_info(audit_log)")]
		numbers = {"seq", "at", "account", "person", "org", "object_id"}
		rows = [dict(zip(names, r)) for r in db.execute("SELECT * FROM audit_log ORDER BY seq")]
		db.execute("DELETE FROM audit_log")
		prev, seq = "0" * 64, 0
		for row in rows:
		    if row["seq"] == gone:
		        continue
		    seq += 1
		    row["seq"], row["prev_hash"] = seq, prev
		    text = prev + "".join("|" + (str(row[n] or 0) if n in numbers else json.dumps(row[n] or "", ensure_ascii=False)) for n in names[:-2])
		    row["hash"] = prev = subprocess.run(["openssl", "dgst", "-sm3"], input=text.encode(), capture_output=True).stdout.split()[-1].decode()
		    db.execute(f"INSERT INTO audit_log VALUES ({','.join('?' * len(names))})", [row[n] for n in names])
		db.execute("UPDATE audit_tail SET seq = ?, hash = ?", (seq, prev))
		for s, h in db.execute("SELECT seq, hash FROM audit_anchor").fetchall():
		    if not db.execute("SELECT 1 FROM audit_log WHERE seq = ? AND hash = ?", (s, h)).fetchone():
		        db.execute("DELETE FROM audit_anchor WHERE seq = ?", (s,))
		db.commit()
	P
}
serve "$work/data"
sign_in sys
for n in 1 2 3; do org_create "U$n" >/dev/null; done
stop TERM
cp -r "$work/data" "$work/early"
serve "$work/data"
sign_in sys
for n in 4 5 6; do org_create "U$n" >/dev/null; done
check "运行中也可以导出，由服务记下一行" "$yunguan" audit export "$work/running" --data "$work/data"
stop TERM
last=$("$yunguan" audit verify --data "$work/data" --json | sed -n 's/.*"rows":\([0-9]*\).*/\1/p')
before=$("$yunguan" audit anchors --data "$work/data" | tail -2 | head -1 | cut -d'|' -f4)
"$yunguan" audit anchors --data "$work/data" | tail -1 >"$work/paper"
check "最后一个锚点就在链尾" [ "$(cut -d'|' -f4 "$work/paper")" = "$last" ]
copied
rewrite "$work/copy/yunguan.db" $((before + 2))
check "整段重写而且重算杂凑，链本身看不出来" "$yunguan" audit verify --data "$work/copy"
named "$last" "整段重写后少了一行，另存的锚点指出" --data "$work/copy" --anchor "$work/paper"
cp -r "$work/data/audit" "$work/copy/"
named "$last" "数据目录里留存的锚点也指出" --data "$work/copy"
copied
python3 - "$work/copy/yunguan.db" "$before" <<'P'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
seq = int(sys.argv[2]) + 2
db.execute("DELETE FROM audit_log WHERE seq > ?", (seq,))
db.execute("UPDATE audit_tail SET seq = ?1, hash = (SELECT hash FROM audit_log WHERE seq = ?1)", (seq,))
db.commit()
P
named $((before + 3)) "截去链尾并改登记，库里的锚点指出" --data "$work/copy"
named $((before + 1)) "换成旧的副本，另存的锚点指出" --data "$work/early" --anchor "$work/paper"
cp "$work/data/audit/last.anchor" "$work/early/audit/"
named $((before + 1)) "只换库文件，数据目录里留存的锚点指出" --data "$work/early"
tampered "改锚点的时间" "$last" "UPDATE audit_anchor SET at = at + 1 WHERE seq = $last"
tampered "改锚点的杂凑" "$last" "UPDATE audit_anchor SET hash = (SELECT hash FROM audit_log WHERE seq = 1) WHERE seq = $last"
sed 's/|[0-9]*|\([0-9a-f]*\)|\([^|]*\)$/|1|\1|\2/' "$work/paper" >"$work/false"
"$yunguan" audit verify --data "$work/data" --anchor "$work/false" >"$work/said" 2>&1 || true
check "改过的锚点不被承认" grep -q "签名不对" "$work/said"

# ---- a new key: the anchors of the former go on being checked ----
"$yunguan" audit rotate --data "$work/data" >/dev/null
serve "$work/data"
sign_in sys
org_create V1 >/dev/null
stop TERM
check "换过密钥，两把钥匙的锚点都通过" "$yunguan" audit verify --data "$work/data" --anchor "$work/paper"
check "公钥有两把" [ "$("$yunguan" audit keys --data "$work/data" | grep -c BEGIN)" = 2 ]

# ---- restoring by the command says so in the chain ----
"$yunguan" restore "$work/early/yunguan.db" --data "$work/data" >/dev/null
check "用命令恢复之后链完整" "$yunguan" audit verify --data "$work/data"
"$yunguan" audit export "$work/chain2" --data "$work/data"
check "恢复留了一行，写着此前的锚点" grep -q "从备份恢复.*yunguan-anchor" "$work/chain2"
now=$("$yunguan" audit verify --data "$work/data" --json | sed -n 's/.*"rows":\([0-9]*\).*/\1/p')
named $((now + 1)) "恢复之后，另存的锚点仍指出旧的副本" --data "$work/data" --anchor "$work/paper"

# ---- the oldest rows moved into a sealed file: the chain goes on from it, and both are checked ----
"$yunguan" demo --data "$work/old" --seed 3 --date "$(date -d '-400 days' +%F)" >/dev/null
"$yunguan" op audit.anchor '{}' --as aud --data "$work/old" >/dev/null
rows_of() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
all=$("$yunguan" audit verify --data "$work/old" --json | rows_of rows)
"$yunguan" audit export "$work/whole" --data "$work/old"
check "保存期以内的不能封存" sh -c '! "$1" audit archive --as aud --before "$(date +%F)" --data "$2" >"$3" 2>&1 && grep -q "至少保存 365 天" "$3"' sh "$yunguan" "$work/old" "$work/said"
check "系统管理员不能封存" sh -c '! "$1" audit archive --as sys --data "$2" >/dev/null 2>&1' sh "$yunguan" "$work/old"
check "封存保存期以外的" "$yunguan" audit archive --as aud --data "$work/old"
sealed=$(ls "$work/old/archive"/audit-main-1-*.txt)
last=$(basename "$sealed" .txt | cut -d- -f4)
check "封存文件只有属主可读" [ "$(stat -c %a "$sealed")" = 600 ]
"$yunguan" audit verify --data "$work/old" --json >"$work/said"
check "封存的和剩下的合起来一行不少" [ "$(rows_of archived <"$work/said")" = "$last" ]
check "……剩下的行数对" [ $(($(rows_of rows <"$work/said") + last)) -gt "$all" ]
# By openssl alone: the lines by their digest, the last line by its signature, and the export goes on where the file ends.
tail -1 "$sealed" >"$work/end"
check "openssl 核对封存文件的摘要" [ "$(head -n -1 "$sealed" | openssl dgst -sm3 | sed 's/.*= *//')" = "$(cut -d'|' -f12 "$work/end")" ]
end=$(cat "$work/end")
printf %s "${end%|*}" >"$work/statement"
printf %s "${end##*|}" | openssl base64 -d -A >"$work/signature"
"$yunguan" audit keys "$(cut -d'|' -f13 "$work/end")" --data "$work/old" >"$work/key.pem"
check "openssl 核对封存文件的签名" openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in "$work/statement" -sigfile "$work/signature"
"$yunguan" audit export "$work/rest" --data "$work/old"
head -n -1 "$sealed" | cat - "$work/rest" | head -"$all" >"$work/joined"
check "封存的行接上导出的行，与封存以前的导出相同" cmp -s "$work/joined" "$work/whole"
# archived 句子 应当指出的行 命令…: a copy whose file or store somebody changes; $copy is its folder.
archived() {
	says=$1 row=$2
	shift 2
	rm -rf "$work/copy"
	cp -r "$work/old" "$work/copy"
	copy=$work/copy
	"$@"
	named "$row" "$says" --data "$work/copy"
}
in_file() { sed -i "$1" "$copy/archive/$(basename "$sealed")"; }
in_store() { python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.commit()' "$copy/yunguan.db" "$1"; }
archived "改封存文件里的一个字" 7 in_file '7s/"ok"/"no"/'
archived "删封存文件里的一行" 9 in_file 9d
archived "截短封存文件" 20 in_file '20,$d'
archived "改封存文件末行的签名" "$last" in_file '$s/.$/x/'
archived "封存文件后面多一行" "$last" in_file '$a x'
archived "删去封存登记" 1 in_store "DELETE FROM audit_archive"
archived "改封存登记里的末行" 1 in_store "UPDATE audit_archive SET seq = seq - 1"
archived "改封存登记的时间" 1 in_store "UPDATE audit_archive SET to_at = to_at - 1"
archived "封存之后再删一行" $((last + 1)) in_store "DELETE FROM audit_log WHERE seq = $((last + 1))"
archived "再删一行，登记也跟着改" 1 in_store "DELETE FROM audit_log WHERE seq = $((last + 1)); UPDATE audit_archive SET seq = $((last + 1))"
archived "把移走的最后一行放回来" $((last + 1)) in_store "INSERT INTO audit_log SELECT stream, $last, at, account, person, org, login, role, ip, action, words, object_kind, object_id, result, reason, article, before_digest, after_digest, request_id, detail, prev_hash, hash FROM audit_log WHERE seq = $((last + 1))"
rm -rf "$work/copy"
cp -r "$work/old" "$work/copy"
mkdir "$work/elsewhere"
mv "$work/copy/archive"/* "$work/elsewhere/"
check "封存文件移到别处，链照样核验，并说没有核对内容" sh -c '"$1" audit verify --data "$2" 2>&1 | grep -q "1 个封存文件不在"' sh "$yunguan" "$work/copy"
check "指出文件夹，内容也核对" sh -c '! "$1" audit verify --data "$2" --archives "$3" 2>&1 | grep -q "不在"' sh "$yunguan" "$work/copy" "$work/elsewhere"
check "指出的文件夹里没有，就说没有" sh -c '! "$1" audit verify --data "$2" --archives "$3" >"$4" 2>&1 && grep -q "没有封存文件" "$4"' sh "$yunguan" "$work/copy" "$work" "$work/said"
counted
