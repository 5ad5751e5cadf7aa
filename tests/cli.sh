#!/bin/sh
# cli.sh: what the command line promises: exit codes, help for each command, tables for machines, working days, the demonstration.
set -eu
. "$(dirname "$0")/lib.sh"

code() { c=0; "$@" >"$work/out" 2>"$work/err" || c=$?; echo "$c"; }
"$yunguan" --help >"$work/help"
commands=$(sed -n 's/^  \([a-z]*\) .*/\1/p' "$work/help")
check "帮助列出全部命令" [ "$(echo "$commands" | wc -w)" -ge 17 ]
for c in $commands; do
	check "$c --help" [ "$(code "$yunguan" "$c" --help)" = 0 ]
	check "$c 不认识的选项退出码 2" [ "$(code "$yunguan" "$c" --no-such-option)" = 2 ]
done
# The manual and the completion know every option of every command.
"$yunguan" completion >"$work/completion"
sed 's/\\-/-/g; s/\\f[BIR]//g' "$root/dist/yunguan.1" >"$work/manual"
for c in $commands; do
	for o in $("$yunguan" "$c" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		grep -q -- "--$o" "$work/manual" && grep -q -- "--$o" "$work/completion" || echo "$c --$o" >>"$work/untold"
	done
done
# The usage line, too; serve has too many.
for c in $commands; do
	for o in $("$yunguan" "$c" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		[ "$c" = serve ] || "$yunguan" "$c" --help | grep '^用法' | grep -q -- "--$o" || echo "用法 $c --$o" >>"$work/untold"
	done
	grep -qw "$c" "$work/manual" || echo "手册 $c" >>"$work/untold"
done
check "手册、补全和用法写到了每个选项" [ ! -s "$work/untold" ]
cat "$work/untold" 2>/dev/null || true
# In the manual, under the command it belongs to; those of all stand by themselves.
# shellcheck disable=SC2086
python3 - "$work/manual" "$yunguan" $commands >"$work/strays" <<'P'
import re, subprocess, sys
part = open(sys.argv[1]).read().split(".SH 命令")[1].split(".SH 退出码")[0]
for c in sys.argv[3:]:
    own = "\n".join(b for b in part.split("\n.TP\n") if re.search(rf'(^|[ "]){c}\b', b.split("\n")[0]))
    says = subprocess.run([sys.argv[2], c, "--help"], capture_output=True, text=True).stdout
    for o in re.findall(r"^  --([a-z-]+)", says, re.M):
        if o not in ("data", "store", "json") and f"--{o}" not in own or not own:
            print(c, o)
P
check "手册在每个命令之下写到它的选项" [ ! -s "$work/strays" ]
cat "$work/strays"
check "写不出去的结果不算完成：1" [ "$(c=0; "$yunguan" openapi >/dev/full 2>"$work/err" || c=$?; echo "$c")" = 1 ]
check "……只说一句话" [ "$(wc -l <"$work/err")" = 1 ]
check "ops --json 有字段，导入有列" python3 -c 'import json,sys; rows = {r["name"]: r["fields"] for r in json.load(sys.stdin)}; assert any(f["needed"] for f in rows["org.create"]) and rows["import.orgs"][0]["name"] == "no"' <<X
$("$yunguan" ops --json)
X
# A file that may not grow: a full disc, said as one, and no signal.
check "文件大小有限：1" [ "$(code sh -c 'ulimit -f 2000; exec "$1" demo --data "$2"' sh "$yunguan" "$work/small")" = 1 ]
check "……说空间不足" grep -q "磁盘空间不足" "$work/err"
check "没有命令：2" [ "$(code "$yunguan")" = 2 ]
check "不认识的命令：2" [ "$(code "$yunguan" nonsense)" = 2 ]
check "没有库：自检不正常" [ "$(code "$yunguan" doctor --data "$work/none")" = 1 ]
check "没有库：1" [ "$(code "$yunguan" audit verify --data "$work/none")" = 1 ]
check "……只说一句话" [ "$(wc -l <"$work/err")" = 1 ]
check "版本" grep -q "^yunguan [0-9]" "$("$yunguan" version >"$work/v"; echo "$work/v")"
check "ops --json 是 JSON" python3 -c 'import json,sys; rows = json.load(sys.stdin); assert len(rows) > 50' <<X
$("$yunguan" ops --json)
X
check "roles --json 是 JSON" python3 -c 'import json,sys; rows = json.load(sys.stdin); assert len(rows) > 50 and any(r["op"] == "account.grant" and r["roles"] == ["sec_admin"] and r["step_up"] for r in rows)' <<X
$("$yunguan" roles --json)
X
check "--version 与 version 相同" [ "$("$yunguan" --version)" = "$("$yunguan" version)" ]
check "-h 与 --help 相同" [ "$("$yunguan" due -h)" = "$("$yunguan" due --help)" ]
check "roles 没有的操作：1" [ "$(code "$yunguan" roles nothing-like-it)" = 1 ]
check "ops 没有的操作：1" [ "$(code "$yunguan" ops nothing-like-it)" = 1 ]
check "articles 没有的条目：1" [ "$(code "$yunguan" articles A2 A99)" = 1 ]
check "……说是哪一条" grep -q "没有 A99" "$work/err"
check "articles A2 是 A2a、A2b，不是 A20" [ "$("$yunguan" articles A2 | grep -c '^A')" = 2 ]
check "articles 写全一条的场景" grep -q "场景：.*A20.2.yg" "$("$yunguan" articles A20.2d >"$work/articles"; echo "$work/articles")"
check "ops 列出可填的词" grep -q "party_gov（党政机关）" "$("$yunguan" ops org.create >"$work/ops"; echo "$work/ops")"
check "roles 不认识的岗位：2" [ "$(code "$yunguan" roles --role nobody)" = 2 ]
"$yunguan" openapi >"$work/openapi.json"
check "openapi 是 OpenAPI 3.1" python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); assert d["openapi"].startswith("3.1") and len(d["paths"]) > 40' "$work/openapi.json"
"$yunguan" completion >"$work/completion"
check "补全脚本是 bash" bash -n "$work/completion"
completes() { bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _yunguan; echo "${COMPREPLY[*]}"' bash "$work/completion" "$@"; }
check "……命令、选项、操作名、导入种类、子命令" [ "$(completes yunguan ver); $(completes yunguan due --fr); $(completes yunguan op org.crea); $(completes yunguan import catalo); $(completes yunguan keys r); $(completes yunguan audit ver)" = "version; --from; org.create; catalogue; rotate; verify" ]

due() { "$yunguan" due --from "$1" --days "$2" --layer "$3" | tail -1; }
check "春节：2026-02-13 起 5 个工作日到 2026-02-27" [ "$(due 2026-02-13 5 national)" = 2026-02-27 ]
check "泼水节：地方层三天不算" [ "$(due 2025-04-10 3 local) $(due 2025-04-10 3 national)" = "2025-04-18 2025-04-15" ]
check "不存在的日期：2" [ "$(code "$yunguan" due --from 2026-02-30 --days 5)" = 2 ]
check "一万年之后：2" [ "$(code "$yunguan" due --from 9999-12-30 --days 5)" = 2 ]
check "零天：2" [ "$(code "$yunguan" due --from 2026-02-13 --days 0)" = 2 ]

# What is wrong with the words of a command ends it before anything is made: a sentence that says which word, what was given and what it may be.
# 退出码 句子里有的 命令…
no() {
	want=$1 words=$2; shift 2
	check "$* ：$want" [ "$(code timeout 60 "$yunguan" "$@")" = "$want" ]
	grep -q -- "$words" "$work/err" || bad "……没有说“$words”：$(head -1 "$work/err")"
}
new=$work/new
printf '' >"$work/empty"
for where in 127.0.0.1:99999 127.0.0.1:-1 127.0.0.1: 127.0.0.1:x; do no 2 "--listen：.*端口应当是 0 到 65535 的整数.*不是“${where#*:}”" serve --data "$new" --listen "$where"; done
no 2 "应当是“地址:端口”.*不是“127.0.0.1”" serve --data "$new" --listen 127.0.0.1
for where in :80 abc:80 1.2.3.4.5:80; do no 2 "应当是本机的 IP 地址或 localhost.*不是“${where%:80}”" serve --data "$new" --listen "$where"; done
no 2 "--workers 应当是 0 到 64 的整数，不是“65”" serve --data "$new" --workers 65
no 2 "--limits：没有名为“x”的限额" serve --data "$new" --limits x=1
no 2 "--limits：限额 body 应当是 1 至 .* 的整数，不是“1k”" serve --data "$new" --limits body=1k
no 2 "--limits：限额 body 给了两次" serve --data "$new" --limits body=1,body=2
for hosts in a,,b a:80 "a b"; do no 2 "--hosts 应当是用逗号分开的主机名，不含端口" serve --data "$new" --hosts "$hosts"; done
no 2 "有 --tls-cert 就要有 --tls-key" serve --data "$new" --tls-cert "$work/empty"
no 1 "--tls-cert：文件“.*”是空的" serve --data "$new" --tls-cert "$work/empty" --tls-key "$work/empty"
no 1 "--sso-ca：.*这是一个目录" serve --data "$new" --sso-ca "$work"
no 1 "--smtp-password-file：.*没有这个文件" serve --data "$new" --smtp smtp://h --smtp-from a@b --smtp-password-file "$work/nothing"
no 2 "--smtp-tls 应当是 try、required 或 off，不是“zz”" serve --data "$new" --smtp smtp://h --smtp-from a@b --smtp-tls zz
for url in smtp:// smtp://h:99999 smtp://h:x smtp://:25; do no 2 "端口不是 1 到 65535 的整数" serve --data "$new" --smtp $url --smtp-from a@b; done
no 2 "有 --smtp 就要有 --smtp-from" serve --data "$new" --smtp smtp://h
no 2 "选项 --data 给了两次" serve --data "$new" --data x
no 2 "选项 --data 的值不能是空的" demo --data ""
no 2 "选项 --data 缺少值" demo --data --seed=1
no 2 "选项 --days 缺少值" due --from 2026-02-03 --days
no 2 "选项 --json 不带值" version --json=1
no 2 "没有选项 --nope" version --nope=x
no 2 "参数太多：“x”" version x
no 2 "第 1 个参数是空的" backup "" --data "$new"
no 2 "--store 应当是 sqlite:文件 或 postgresql://…，不是“mysql://u:”" migrate --store mysql://u:secret@h/x
no 2 "--store 应当是" sim --store sqlite:
no 2 "--data 的值太长" op org.list --data "$(head -c 500 /dev/zero | tr '\0' a)"
no 1 "“$work”是目录或别的东西，不是数据库文件" migrate --store "sqlite:$work" --data "$new.d"
no 2 "--date 应当是 2000 年到 2899 年" demo --data "$new" --date 2999-01-01
no 1 "写不了文件“$work/no/x.db”" demo --store "sqlite:$work/no/x.db" --data "$new.d"
no 2 "--layer 应当是 national 或 local，不是“zz”" import calendar "$work/empty" --as sys --layer zz --data "$new"
no 1 "没有数据库文件“$new/yunguan.db”" import orgs "$root/tests/scenario/bad-orgs.csv" --as sys --data "$new"
no 1 "没有数据库文件“$new/yunguan.db”" op org.list --as sys --data "$new"
no 1 "没有数据库文件“$new/yunguan.db”" op org.list --data "$new"
no 1 "没有数据库文件“$new/yunguan.db”" keys rotate --data "$new"
no 1 "没有数据库文件“$new/yunguan.db”" backup "$work/b" --data "$new"
no 2 "没有“zz”" keys zz --data "$new"
no 2 "--key 应当是 1 至 255 个可见的 ASCII 字符，不是“a b”" op org.list --key "a b" --as sys --data "$new"
no 1 "--file：没有文件" op attachment.upload --file "$work/nothing" --as sys --data "$new"
no 2 "--month 应当是月份 YYYY-MM，不是“2026-13”" bill --month 2026-13 --data "$new"
no 2 "--format 应当是 table、.* 或 export，不是“zz”" bill --month 2026-07 --format zz --data "$new"
no 2 "--explain 后面是明细编号.*不是“x”" bill --explain x --data "$new"
no 2 "--recompute .*不能和" bill --month 2026-07 --recompute --format csv --data "$new"
no 2 "--json 和 --format csv 只能要一个" bill --month 2026-07 --json --format csv --data "$new"
no 2 "没有“foo”" audit foo --data "$new"
no 2 "audit rotate 不带参数：“x”" audit rotate x --data "$new"
no 2 "audit verify 没有选项 --before" audit verify --before 2026-01-01 --data "$new"
no 2 "--archives：打不开目录" audit verify --archives "$work/nothing" --data "$new"
no 2 "--before 应当是.*不是“2026-99-99”" audit archive --as aud --before 2026-99-99 --data "$new"
no 2 "--role：没有岗位“zz”" roles --role zz
for what in org org: org:x :1 org:0; do no 2 "--object 写作 种类:编号，如 application:1234，不是“$what”" roles --object $what --data "$new"; done
no 2 "--format 应当是 pdf 或 xlsx，不是“zz”" paper --format zz
no 2 "--digest 应当是 SM3 的 64 位小写十六进制，不是“x”" paper --digest x
no 2 "--stdout .*不能和 --files 一起" restore "$work/x" --stdout --files "$work" --data "$new"
check "……什么也没有建立" [ ! -e "$new" ]

# The demonstration: same seed and date, same prefecture, byte for byte of the audit chain.
for d in one two; do
	check "装入演示数据（$d）" [ "$(code "$yunguan" demo --data "$work/$d" --seed 7 --date 2026-09-01)" = 0 ]
	"$yunguan" audit export "$work/$d.chain" --data "$work/$d" || true
done
check "种子和日期相同，审计链相同" cmp -s "$work/one.chain" "$work/two.chain"
# It holds what its manual promises: units, systems, closed months, and something in every state but "filed", which the delivery order leaves at once.
seen() { "$yunguan" op "$1" "$2" --as zhao@data --get "$3" --data "$work/one"; }
atleast() { [ "$(seen "$1" "$2" count)" -ge "$3" ]; }
check "三十个申请单位" atleast org.list '{"kind":"applicant","count":"true","limit":"1"}' 30
check "三十个上云单位" atleast org.list '{"kind":"user","count":"true","limit":"1"}' 30
check "六十个系统" atleast info_system.list '{"count":"true","limit":"1"}' 60
for month in 2026-02 2026-03 2026-04 2026-05 2026-06 2026-07; do
	check "$month 的账单" atleast bill.list "{\"month\":\"$month\",\"count\":\"true\",\"limit\":\"1\"}" 1
done
for state in draft internal_review internal_rejected submitted not_accepted accepted under_review rejected approved approved_reduced provisioning trial suggested delivered live executing user_confirmed \
	backup_confirmed stopped cooling destroyed closed withdrawn terminated; do
	check "有一件申请处于 $state" atleast application.list "{\"state\":\"$state\",\"count\":\"true\",\"limit\":\"1\"}" 1
done
"$yunguan" demo --data "$work/later" --date "$(($(date +%Y) + 1))-06-01" >/dev/null
check "时钟被拨回：自检仍正常，并说出来" [ "$(code "$yunguan" doctor --data "$work/later")" = 0 ]
check "……说的是时钟" grep -q "时钟.*拨回" "$work/out"
check "不往已有数据里装演示数据" [ "$(code "$yunguan" demo --data "$work/one" --seed 7 --date 2026-09-01)" = 1 ]
check "演示数据的职责冲突都有保证" [ "$(code "$yunguan" doctor --duties --data "$work/one")" = 0 ]
check "……也写成 JSON" python3 -c 'import json,sys; d = json.load(sys.stdin); assert d["duties"] and "alone" in d' <<X
$("$yunguan" doctor --duties --json --data "$work/one")
X
no 1 "不是目录" backup "$work/b" --files "$work/empty" --data "$work/one"
no 1 "标准输入没有内容" backup "$work/b" --stdin --data "$work/one" </dev/null
check "……没有留下半个备份" [ ! -e "$work/b" ]
no 1 "没有编号为“nokey”的审计签名密钥" audit keys nokey --data "$work/one"
no 1 "写不了文件“$work”：这是一个目录" audit export "$work" --data "$work/one"
no 1 "写不了文件“$work/no/port”" serve --listen 127.0.0.1:0 --port-file "$work/no/port" --data "$work/one"
bill() { "$yunguan" bill --data "$work/one" "$@"; }
unit=$(bill --month 2026-07 --json | sed -n 's/^\[{.*"bill_no":"\([^"]*\)".*/\1/p')
unit=$("$yunguan" op bill.list "{\"month\":\"2026-07\",\"q\":\"$unit\"}" --as li@data --get items.0.user_org --data "$work/one")
unit=$("$yunguan" op org.get "{\"id\":\"$unit\"}" --as li@data --get no --data "$work/one")
bill --month 2026-07 --org "$unit" --format pdf >"$work/bill.pdf" || true
check "重算与账单分毫不差" [ "$(code bill --month 2026-07 --recompute)" = 0 ]
check "一个单位的账单文书是 PDF" grep -q '^%PDF' "$work/bill.pdf"
bill --month 2026-07 --format xlsx >"$work/bill.xlsx" || true
check "账单也是工作簿" python3 -c 'import sys, zipfile; assert "xl/workbook.xml" in zipfile.ZipFile(sys.argv[1]).namelist()' "$work/bill.xlsx"
check "账单写成 CSV，行宽一致" python3 -c 'import csv, sys; rows = list(csv.reader(sys.stdin)); assert len(rows) > 10 and len({len(r) for r in rows}) == 1' <<X
$(bill --month 2026-07 --format csv)
X
check "没有的单位：1" [ "$(code bill --month 2026-07 --org nobody)" = 1 ]
check "没有的明细：1" [ "$(code bill --explain 999999)" = 1 ]
check "……说没有哪一条" grep -q "999999" "$work/err"
check "不是月份：2" [ "$(code bill --month 2026-13)" = 2 ]
# A file that is damaged in the middle: what is wrong is told, also to machines; a clock set back is told, and nothing more.
cp -r "$work/one" "$work/broken"
python3 - "$work/broken/yunguan.db" <<'P'
import os, sys
with open(sys.argv[1], "r+b") as f:
    n = os.fstat(f.fileno()).st_size // 4096
    for i in (n * 5 // 10, n * 7 // 10, n * 9 // 10):
        f.seek(4096 * i)
        f.write(b"\x5a" * 4096)
P
check "坏库自检：1" [ "$(code "$yunguan" doctor --json --data "$work/broken")" = 1 ]
check "……输出是 JSON" python3 -c 'import json,sys; rows = json.load(open(sys.argv[1])); assert any(not r["ok"] for r in rows)' "$work/out"
check "密钥文件只有本人能读" [ "$(stat -c %a "$work/one/keys")" = 600 ]
chmod 644 "$work/one/keys"
check "密钥文件谁都能读：拒绝打开" [ "$(code "$yunguan" doctor --data "$work/one")" = 1 ]
chmod 600 "$work/one/keys"
check "换密钥" [ "$(code "$yunguan" keys rotate --data "$work/one")" = 0 ]
check "……多了一把" [ "$(wc -l <"$work/one/keys")" = 2 ]
for trial in "scenario $root/tests/scenario/A13.yg" "sim --days 1 --orgs 1"; do
	# shellcheck disable=SC2086
	check "${trial%% *} 不清空有数据的存储" [ "$(code "$yunguan" $trial --store "sqlite:$work/one/yunguan.db")" = 1 ]
done
check "演示数据自检正常" [ "$(code "$yunguan" doctor --data "$work/one")" = 0 ]

# The page that goes from an empty store to a bill by the command line alone does what it says.
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/docs/command-line.md" >"$work/walk.sh"
check "docs/command-line.md 逐条执行" sh -c 'cd "$1" && mkdir "$2.d" && data="$2" files="$2.d" sh -eu "$2.sh" >"$2.out" 2>&1 || { tail -5 "$2.out"; exit 1; }' sh "$root" "$work/walk"
check "……账单、核验、自检都在" sh -c 'grep -q "合计 .* 元" "$1" && grep -q "0 处不一致" "$1" && grep -q "审计链完整" "$1" && ! grep -q 异常 "$1"' sh "$work/walk.out"
check "……起因用人看的词" grep -q "计费段起因：初始建账" "$work/walk.out"

# Beside a running server: what the command line asks goes through it, with the same answers.
"$yunguan" serve --listen 127.0.0.1:0 --hosts "Yunguan.example,[::1]" --data "$work/one" --port-file "$work/port" >/dev/null 2>"$work/serve.err" &
server=$!
n=0
until [ -s "$work/port" ] && [ -S "$work/one/yunguan.sock" ]; do n=$((n + 1)); [ "$n" -lt 300 ] || break; sleep 0.1; done
host() { curl -s -o "$work/said" -w '%{http_code}' -H "Host: $1" "http://127.0.0.1:$(cat "$work/port")/healthz"; }
check "--hosts：以所列的名称服务" [ "$(host yunguan.example) $(host YUNGUAN.EXAMPLE:8080) $(host '[::1]')" = "200 200 200" ]
check "……不以别的" [ "$(host 127.0.0.1) $(host yunguan.example.evil) $(host evil.example)" = "400 400 400" ]
check "……也不把它说出来" sh -c 'grep -q unknown_host "$1" && ! grep -q evil "$1"' sh "$work/said"
ask() { "$yunguan" op "$@" --data "$work/one"; }
check "服务运行时也能查询" [ "$(code ask workbench.get '{}' --as zhao@data)" = 0 ]
check "……也能写入" [ "$(code ask org.create '{"no":"532800999","name":"州测试局","kind":"applicant","unit_type":"party_gov","level":"prefecture","fund_source":"full"}' --as sys)" = 0 ]
check "……写入的看得见" grep -q 州测试局 <<X
$(ask org.list '{"q":"州测试局"}' --as sys)
X
check "……不该办的被拒绝，说明原因" [ "$(code ask org.create '{}' --as zhao@data)" = 1 ]
printf '甲,乙\n' >"$work/附件 一.csv"
ask attachment.upload --file "$work/附件 一.csv" --as jingban@x01 >"$work/out"
check "……文件随操作上传，名称取自文件" grep -q '"name":"附件 一.csv"' "$work/out"
id=$(sed -n 's/^{"id":"\([0-9]*\)".*/\1/p' "$work/out")
ask attachment.download "{\"id\":\"$id\"}" --as jingban@x01 >"$work/back"
check "……下载的逐字节相同" cmp -s "$work/附件 一.csv" "$work/back"
check "……没有尽头的文件不收：1" [ "$(code timeout 20 "$yunguan" op attachment.upload --file /dev/zero --as jingban@x01 --data "$work/one")" = 1 ]
check "……说不是普通文件" grep -q "不是普通文件" "$work/err"
check "……没有的文件：1" [ "$(code ask attachment.upload --file "$work/nothing" --as jingban@x01)" = 1 ]
check "……导入坏文件，一行不进" [ "$(code "$yunguan" import orgs "$root/tests/scenario/bad-orgs.csv" --as sys --data "$work/one")" = 1 ]
check "套接字只有所有者能用" [ "$(stat -c %a "$work/one/yunguan.sock")" = 600 ]
stop TERM || true
check "服务停后套接字收走" [ ! -e "$work/one/yunguan.sock" ]
check "服务停后命令照常" [ "$(code ask workbench.get '{}' --as zhao@data)" = 0 ]
check "服务之外没有的年份会提示" grep -q "还没有公布" <<X
$("$yunguan" due --from 2028-12-28 --days 10 2>&1 >/dev/null)
X
counted
