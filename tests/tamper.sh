#!/bin/sh
# tamper.sh (T-F26): whoever changes the audit log behind the platform's back is found, and the row is named. Also: the exported
# chain can be checked with openssl alone.
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

# tampered 句子 应当指出的行 SQL…: a copy, changed by someone who can write the file.
tampered() {
	says=$1 row=$2 sql=$3
	rm -rf "$work/copy"
	mkdir "$work/copy"
	"$yunguan" backup "$work/copy/yunguan.db" --data "$work/data" >/dev/null
	python3 - "$work/copy/yunguan.db" "$sql" <<-'P'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		before = db.total_changes
		db.executescript(sys.argv[2])
		assert db.total_changes > before, "nothing was changed"
		db.commit()
	P
	code=0
	"$yunguan" audit verify --data "$work/copy" >"$work/said" 2>&1 || code=$?
	if [ "$code" = 1 ] && grep -q "第 $row 行" "$work/said"; then ok "$says：指出第 $row 行"; else bad "$says：应指出第 $row 行，退出码 $code：$(cat "$work/said")"; fi
}
tampered "改一行的操作名" 5 "UPDATE audit_log SET words = '查看' WHERE seq = 5"
tampered "改一行的人" 5 "UPDATE audit_log SET login = 'sec' WHERE seq = 5"
tampered "改一行的时间" 6 "UPDATE audit_log SET at = at + 1 WHERE seq = 6"
tampered "改一行的结果" 3 "UPDATE audit_log SET result = 'denied', reason = 'x' WHERE seq = 3"
tampered "改第一行" 1 "UPDATE audit_log SET ip = '10.0.0.1' WHERE seq = 1"
tampered "改最后一行" "$rows" "UPDATE audit_log SET ip = '10.0.0.1' WHERE seq = $rows"
tampered "删去中间一行" 5 "DELETE FROM audit_log WHERE seq = 5"
tampered "删去最后一行" "$rows" "DELETE FROM audit_log WHERE seq = $rows"
tampered "对调两行" 4 "UPDATE audit_log SET seq = -1 WHERE seq = 4; UPDATE audit_log SET seq = 4 WHERE seq = 7; UPDATE audit_log SET seq = 7 WHERE seq = -1"
tampered "改一行的校验值" 5 "UPDATE audit_log SET hash = '$(printf %064d 0)' WHERE seq = 5"
tampered "末尾添一行" $((rows + 1)) "INSERT INTO audit_log SELECT stream, seq + 1, at, account, person, org, login, role, ip, action, words, object_kind, object_id, result, reason, article, before_digest, after_digest, request_id, detail, hash, hash FROM audit_log WHERE seq = $rows"
counted
