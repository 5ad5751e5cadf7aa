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
check "没有命令：2" [ "$(code "$yunguan")" = 2 ]
check "不认识的命令：2" [ "$(code "$yunguan" nonsense)" = 2 ]
check "没有库：自检不正常" [ "$(code "$yunguan" doctor --data "$work/none")" = 1 ]
check "没有库：1" [ "$(code "$yunguan" audit verify --data "$work/none")" = 1 ]
check "……只说一句话" [ "$(wc -l <"$work/err")" = 1 ]
check "版本" grep -q "^yunguan [0-9]" "$("$yunguan" version >"$work/v"; echo "$work/v")"
check "ops --json 是 JSON" python3 -c 'import json,sys; rows = json.load(sys.stdin); assert len(rows) > 50' <<X
$("$yunguan" ops --json)
X
"$yunguan" openapi >"$work/openapi.json"
check "openapi 是 OpenAPI 3.1" python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); assert d["openapi"].startswith("3.1") and len(d["paths"]) > 40' "$work/openapi.json"
"$yunguan" completion >"$work/completion"
check "补全脚本是 bash" bash -n "$work/completion"

due() { "$yunguan" due --from "$1" --days "$2" --layer "$3" | tail -1; }
check "春节：2026-02-13 起 5 个工作日到 2026-02-27" [ "$(due 2026-02-13 5 national)" = 2026-02-27 ]
check "泼水节：地方层三天不算" [ "$(due 2025-04-10 3 local) $(due 2025-04-10 3 national)" = "2025-04-18 2025-04-15" ]
check "不存在的日期：2" [ "$(code "$yunguan" due --from 2026-02-30 --days 5)" = 2 ]
check "零天：2" [ "$(code "$yunguan" due --from 2026-02-13 --days 0)" = 2 ]

# The demonstration: same seed and date, same prefecture, byte for byte of the audit chain.
for d in one two; do
	check "装入演示数据（$d）" [ "$(code "$yunguan" demo --data "$work/$d" --seed 7 --date 2026-09-01)" = 0 ]
	"$yunguan" audit export "$work/$d.chain" --data "$work/$d" || true
done
check "种子和日期相同，审计链相同" cmp -s "$work/one.chain" "$work/two.chain"
check "不往已有数据里装演示数据" [ "$(code "$yunguan" demo --data "$work/one" --seed 7 --date 2026-09-01)" = 1 ]
check "演示数据自检正常" [ "$(code "$yunguan" doctor --data "$work/one")" = 0 ]
counted
