#!/bin/sh
# mail.sh: the digest as a letter: one a person and day, readable by any mail program, nothing lost when the mail server is away and
# nothing twice when ours starts again.
set -eu
. "$(dirname "$0")/lib.sh"
box=$work/box
mkdir -p "$box"
"$root/tests/smtp_catch" "$work/smtp.port" "$box" &
catcher=$!
trap 'kill "$catcher" 2>/dev/null || true; lib_end' EXIT
tries=0
until [ -s "$work/smtp.port" ]; do tries=$((tries + 1)); [ "$tries" -lt 100 ] || exit 1; sleep 0.1; done

# serve_mailing 目录: as serve, with letters to the test's mail server.
serve_mailing() {
	rm -f "$work/port"
	YUNGUAN_SMTP_PASSWORD=geheim-8a7b "$yunguan" serve --listen 127.0.0.1:0 --data "$1" --port-file "$work/port" --smtp "smtp://127.0.0.1:$(cat "$work/smtp.port")" \
		--smtp-from yunguan@xsbn.example --smtp-tls off >>"$work/serve.out" 2>>"$work/serve.err" &
	server=$!
	tries=0
	until [ -s "$work/port" ] && curl -sf -o /dev/null "http://127.0.0.1:$(cat "$work/port")/readyz"; do
		kill -0 "$server" 2>/dev/null || { tail -20 "$work/serve.err"; exit 1; }
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { echo "服务一分钟内没有就绪"; exit 1; }
		sleep 0.1
	done
	api=http://127.0.0.1:$(cat "$work/port")/api/v1
}
letters() { find "$box" -name '*.eml' | wc -l; }
# soon 句子 命令…: true within a minute and a half.
soon() {
	says=$1; shift
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 180 ] || { bad "$says"; return; }
		sleep 0.5
	done
	ok "$says"
}
has() { [ "$(letters)" = "$1" ]; }

misused() { code=0; "$@" >"$work/said" 2>&1 || code=$?; [ "$code" = 2 ]; }
for url in smtp://u:geheim@127.0.0.1 http://u:geheim@127.0.0.1; do
	check "地址里的口令被拒绝" misused "$yunguan" serve --listen 127.0.0.1:0 --data "$work/none" --smtp "$url" --smtp-from a@b
	check "……也不说出来" sh -c '! grep -q geheim "$1"' sh "$work/said"
done
check "没有发件地址被拒绝" misused "$yunguan" serve --listen 127.0.0.1:0 --data "$work/none" --smtp smtp://127.0.0.1


op() { "$yunguan" op "$1" "$3" --as "$2" --data "$work/data" >"$work/said" 2>&1 || { echo "$1 没有完成"; cat "$work/said"; exit 1; }; }
get() { curl -s -m 30 "$api$1" -H "Authorization: Bearer $token"; }

# 演示州里，受理经办有邮箱，负责人有邮箱但自己关了邮件，审批人没有邮箱。今天算工作日，摘要零时起就该写。
day=$(TZ=Asia/Shanghai date +%F)
"$yunguan" demo --data "$work/data" --date "$(TZ=Asia/Shanghai date -d yesterday +%F)" >/dev/null
password=Yunguan-2026
# 先停摘要：这时可能已经过了默认的时刻。
op param.set sun@data '{"key":"digest.at","value":"none","basis":"测试"}'
printf 'date,kind,name\n%s,work,测试\n' "$day" >"$work/today.csv"
"$yunguan" import calendar_local "$work/today.csv" --as sys --data "$work/data" >/dev/null
person_of() { "$yunguan" op account.list "{\"q\":\"$1\"}" --as sec --data "$work/data" --json | sed -n 's/.*"person":"\([0-9]*\)".*/\1/p'; }
op param.set sun@data '{"key":"mail.retry_s","value":"1","basis":"测试"}'
for who in zhao wu; do
	id=$(person_of $who@data)
	name=$("$yunguan" op person.get "{\"id\":\"$id\"}" --as sys --data "$work/data" --json | sed -n 's/.*"name":"\([^"]*\)".*/\1/p')
	op person.update sys "{\"id\":\"$id\",\"name\":\"$name\",\"email\":\"$who@xsbn.example\"}"
done
op digest.choose wu@data '{"mail":false}'
serve "$work/data"
sign_in zhao@data
today_s() { get "/digests?created_at_from=${day}T00:00:00%2B08:00"; }
check "没有到时刻，没有摘要" sh -c "! printf %s '$(today_s)' | grep -q 摘要"
stop TERM
op param.set sun@data '{"key":"digest.at","value":"00:00","basis":"测试"}'

touch "$box/deaf"
serve_mailing "$work/data"
sign_in zhao@data
digested() { today_s | grep -q "$day 摘要"; }
soon "站内有当日摘要" digested
sign_in sys
tried() { get /mails | grep -q '"tries":[1-9]'; }
soon "邮件服务器不应答，试过" tried
check "一封也没有出去" has 0
stop TERM
rm "$box/deaf"
touch "$box/busy"
serve_mailing "$work/data"
sign_in sys
told() { get "/mails?state=waiting" | grep -q '答复 451'; }
soon "邮件服务器说以后再来，记下原因" told
warned() { get "/messages?q=邮件连续没有发出" | grep -q '邮件连续没有发出'; }
soon "多次不成告诉系统管理员" warned
rm "$box/busy"
sent() { ! get "/mails?state=waiting" | grep -q '"id"'; }
soon "服务器好了就补发" sent
check "只有一封：给有邮箱、没有关掉、有事情的人" has 1
"$yunguan" op person.list '{"limit":100}' --as sys --data "$work/data" --json 2>/dev/null | grep -o '"\(name\|mobile\)":"[^"]*"' | sed 's/.*:"//;s/"$//' >"$work/names"
letter=$(ls "$box"/*.eml)
python3 - "$letter" "$day" "$work/names" >"$work/letter" <<'PY'
import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
body = m.get_content()
assert m["X-Envelope-To"] == "zhao@xsbn.example" and m["To"] == "zhao@xsbn.example", m["To"]
assert m["Subject"].startswith(sys.argv[2] + " 摘要"), m["Subject"]
assert m["From"].addresses[0].display_name == "云管" and m["From"].addresses[0].addr_spec == "yunguan@xsbn.example"
assert m["Message-ID"].startswith("<yunguan-") and m["Date"].datetime.utcoffset().seconds == 28800
assert m.get_content_type() == "text/plain" and m.get_content_charset() == "utf-8" and not m.defects
assert "等我办理" in body and "到期日" in body and "第二十条" in body, body
names = open(sys.argv[3], encoding="utf-8").read().split()
assert len(names) > 50 and not [x for x in names if x in body + m["Subject"]], "somebody is named"
print("right")
PY
check "信头、编码和正文都对，没有别人的姓名电话" grep -q right "$work/letter"
stop TERM
serve_mailing "$work/data"
sign_in zhao@data
sleep 15
check "重启之后不重发" has 1
check "站内摘要仍是一份" sh -c "[ $(today_s | grep -o '"template":"digest"' | wc -l) = 1 ]"
sign_in qian@data
soon "没有邮箱的人站内有摘要" digested
sign_in wu@data
soon "关了邮件的人站内有摘要" digested
stop TERM
check "口令不在库里" sh -c "! grep -aq geheim-8a7b '$work/data/yunguan.db'"
check "口令和邮箱不在日志里" sh -c "! grep -aq -e geheim-8a7b -e zhao@xsbn '$work/serve.err' '$work/serve.out'"
counted
