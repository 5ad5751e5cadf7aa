#!/bin/sh
# keep.sh: one server per store, backup while it serves, restore, and what each says when it must not.
set -eu
. "$(dirname "$0")/lib.sh"

says() { grep -q "$1" "$work/said"; }
fails() { code=0; "$@" >"$work/said" 2>&1 || code=$?; [ "$code" = 1 ]; }

serve "$work/data"
first_run
sign_in sys
before=$(org_create BEFORE)
check "建了一个单位" [ -n "$before" ]
check "同一个库的第二个服务被拒绝" fails "$yunguan" serve --listen 127.0.0.1:0 --data "$work/data"
check "拒绝时说出占用的进程" says "进程 $server "
check "运行中可以备份" "$yunguan" backup "$work/copy.db" --data "$work/data"
check "备份不覆盖已有文件" fails "$yunguan" backup "$work/copy.db" --data "$work/data"
check "运行中不能恢复" fails "$yunguan" restore "$work/copy.db" --data "$work/data"
after=$(org_create AFTER)
check "备份之后又建了一个单位" [ -n "$after" ]
check "服务正常结束" stop TERM
check "停止后可以恢复" "$yunguan" restore "$work/copy.db" --data "$work/data"
check "恢复后审计链完整" "$yunguan" audit verify --data "$work/data"
check "恢复后自检正常" "$yunguan" doctor --data "$work/data"
status() { curl -s -m 30 -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$api/orgs/$1"; }
serve "$work/data"
sign_in sys
check "备份前的单位在" [ "$(status "$before")" = 200 ]
check "备份后的单位不在" [ "$(status "$after")" = 404 ]
check "服务再次正常结束" stop TERM
kept=$(ls -d "$work"/data/*before-restore* 2>/dev/null | head -1)
check "原库保留在旁边" [ -n "$kept" ]
head -c 4000 "$work/copy.db" >"$work/cut.db"
check "残缺的备份不被恢复" fails "$yunguan" restore "$work/cut.db" --data "$work/data"
check "残缺的备份没有动原库" "$yunguan" audit verify --data "$work/data"
counted
