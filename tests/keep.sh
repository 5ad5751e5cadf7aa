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
check "备份是加密的" grep -q '^yunguan-sealed|1|' "$work/copy.db"
check "备份里看不到表" sh -c '! grep -qa "CREATE TABLE" "$1"' sh "$work/copy.db"
check "备份只有属主可读" [ "$(stat -c %a "$work/copy.db")" = 600 ]
check "没有留下明文的副本" [ -z "$(ls "$work/data" | grep open-copy)" ]
check "在数据目录旁边按相对路径备份" sh -c 'cd "$2" && "$1" backup near.db --data ./data && "$1" backup near2.db --data ./data' sh "$yunguan" "$work"
check "……也没有留下明文的副本" [ -z "$(ls "$work/data" | grep open-copy)" ]
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
check "说出残缺在哪里" says "改动或截断"
printf x | dd of="$work/cut.db" bs=1 seek=3000 conv=notrunc 2>/dev/null
check "改过的备份不被恢复" fails "$yunguan" restore "$work/cut.db" --data "$work/data"
cp -r "$work/data" "$work/wrong"
sed "s/ .*/ $(printf %064d 7)/" "$work/data/keys" >"$work/wrong-keys"
chmod 600 "$work/wrong-keys"
check "另一把密钥打不开备份" fails "$yunguan" restore "$work/copy.db" --data "$work/wrong" --keys "$work/wrong-keys"
check "……并说是密钥不对" says "另一把密钥"
cp "$work/wrong-keys" "$work/wrong/keys"
check "密钥文件换成别的，服务不启动" fails "$yunguan" serve --listen 127.0.0.1:0 --data "$work/wrong"
check "……并说密钥文件不是这个库的" says "不是这个库的"
rm "$work/wrong/keys"
check "没有密钥文件，备份打不开" fails "$yunguan" restore "$work/copy.db" --data "$work/new"
check "……并说缺密钥文件" says "没有密钥文件"
check "新的机器：指出密钥文件即可恢复" "$yunguan" restore "$work/copy.db" --data "$work/new" --keys "$work/data/keys"
check "……密钥随之就位" cmp -s "$work/data/keys" "$work/new/keys"
check "……自检正常" "$yunguan" doctor --data "$work/new"
check "换密钥" "$yunguan" keys rotate --data "$work/data"
check "换密钥以前的备份仍可恢复" "$yunguan" restore "$work/copy.db" --data "$work/data"
check "恢复后审计链完整，密钥合用" "$yunguan" audit verify --data "$work/data"
cp "$work/data/yunguan.db" "$work/plain.db"
check "没有加密的旧备份也能恢复" "$yunguan" restore "$work/plain.db" --data "$work/data"
head -c 5000000 /dev/urandom >"$work/dump"
# Attachments rest sealed: those of former versions from the first start on; sealed copies of what is new; what is missing or damaged comes back,
# and only as its name says.
echo 附件一 >"$work/a" && sum=$(openssl dgst -sm3 <"$work/a" | sed 's/.*= *//') && near=$(echo "$sum" | cut -c1-2)
op() { name=$1; shift; "$yunguan" op "$name" "$@" --as sys --data "$work/data" --json; }
id=$(op attachment.upload '{"name":"一.txt"}' --file "$work/a" | json id)
check "上传一个附件" [ -n "$id" ]
download() { op attachment.download "{\"id\":\"$id\"}"; }
check "……取得回来" sh -c 'cmp -s "$1" -' sh "$work/a" <<END
$(download)
END
sealed=$(find "$work/data/files" -name '*.sm4')
check "……存放的是密文" sh -c 'head -c 15 "$1" | grep -q "^yunguan-file|1|" && ! grep -rqa 附件一 "$2/data/files"' sh "$sealed" "$work"
check "……名称不是内容的摘要" sh -c '! find "$1/data/files" | grep -q "$2"' sh "$work" "$sum"
# As a former version left it.
rm "$sealed" && mkdir -p "$work/data/files/$near" && cp "$work/a" "$work/data/files/$near/$sum"
check "旧版留下的明文附件，自检指出" fails "$yunguan" doctor --data "$work/data"
check "……说还没有加密" says "还没有加密"
check "……启动时加密，内容不变" [ "$(download)" = 附件一 ]
check "……明文不在了" sh -c '[ ! -e "$1/data/files/$2/$3" ] && ! grep -rqa 附件一 "$1/data/files"' sh "$work" "$near" "$sum"
check "……自检正常" "$yunguan" doctor --data "$work/data"
check "附件一并加密备份" "$yunguan" backup "$work/with.db" --files "$work/away" --data "$work/data"
check "……副本也是密文" cmp -s "$sealed" "$work/away/${sealed#"$work/data/files/"}"
check "再备份只添新的" sh -c '"$1" backup "$2/with2.db" --files "$2/away" --data "$2/data" | grep -q "备份 0 个"' sh "$yunguan" "$work"
check "换密钥" "$yunguan" keys rotate --data "$work/data"
check "……附件换用新密钥" sh -c '! cmp -s "$1" "$2"' sh "$sealed" "$work/away/${sealed#"$work/data/files/"}"
check "……取得回来" [ "$(download)" = 附件一 ]
printf x | dd of="$sealed" bs=1 seek=300 conv=notrunc 2>/dev/null
check "改过一个字节的附件不给出" fails download
check "……并说明" says "被改动过"
check "……自检指出" fails "$yunguan" doctor --data "$work/data"
check "损坏的附件不进备份" fails "$yunguan" backup "$work/with3.db" --files "$work/away3" --data "$work/data"
check "损坏的附件从备份恢复" "$yunguan" restore "$work/with.db" --files "$work/away" --data "$work/data"
check "……取得回来" [ "$(download)" = 附件一 ]
rm -r "$work/data/files"
check "缺的附件，说不在" fails download
check "……并说明" says "不在数据目录"
check "缺的附件恢复回来" "$yunguan" restore "$work/with.db" --files "$work/away" --data "$work/data"
check "……取得回来" [ "$(download)" = 附件一 ]
echo 附件二 >"$work/b"
op attachment.upload '{"name":"二.txt"}' --file "$work/b" >/dev/null
other=$(find "$work/data/files" -name '*.sm4' ! -path "$sealed")
cp "$sealed" "$work/kept" && cp "$other" "$sealed"
check "两个附件调换，不给出" fails download
check "……自检指出" fails "$yunguan" doctor --data "$work/data"
cp "$work/kept" "$sealed"
# A backup of a former version: the same bytes sealed as backups are, under their digest.
mkdir -p "$work/former/$near"
"$yunguan" backup "$work/former/$near/$sum" --stdin --data "$work/data" <"$work/a" >/dev/null
rm -r "$work/data/files"
check "旧版备份里的附件恢复回来" "$yunguan" restore "$work/with.db" --files "$work/former" --data "$work/data"
check "……取得回来，存放的是密文" sh -c '[ "$1" = 附件一 ] && ! grep -rqa 附件一 "$2/data/files"' sh "$(download)" "$work"
mv "$work/former/$near/$sum" "$work/former/$near/$(echo "$sum" | tr 0-9a-f 1-9a-f0)"
check "名不副实的附件不恢复" fails "$yunguan" restore "$work/with.db" --files "$work/former" --data "$work/data"
check "……并指出" says "内容与名称不符"
check "别的程序的输出也能加密" sh -c '"$1" backup "$2/dump.sealed" --stdin --data "$2/data" <"$2/dump"' sh "$yunguan" "$work"
check "……并原样解开" sh -c '"$1" restore "$2/dump.sealed" --stdout --data "$2/data" | cmp -s - "$2/dump"' sh "$yunguan" "$work"
# What is not as it was left. One operation by root on a service's folder leaves nothing that the service cannot read.
cp -r "$work/data" "$work/empty" && : >"$work/empty/yunguan.db"
check "库成了零字节，留着锚点：不当作新库" fails "$yunguan" op account.first_needed --data "$work/empty"
check "……说从备份恢复" says "从备份恢复"
check "……服务也不启动" fails "$yunguan" serve --listen 127.0.0.1:0 --data "$work/empty"
check "……自检说是空的" sh -c '! "$1" doctor --data "$2" >"$3" 2>&1 && grep -q "数据库是空的" "$3" && ! grep -q "no such table" "$3"' sh "$yunguan" "$work/empty" "$work/said"
check "……恢复得回来" "$yunguan" restore "$work/copy.db" --data "$work/empty"
mkdir "$work/fresh" && : >"$work/fresh/yunguan.db"
check "零字节而没有锚点：是新库" "$yunguan" op account.first_needed --data "$work/fresh"
ln "$work/data/yunguan.db" "$work/second.db"
check "库文件有两个名字：不打开" fails "$yunguan" serve --listen 127.0.0.1:0 --data "$work/data"
check "……说是硬链接" says "硬链接"
rm "$work/second.db"
migration() { python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()' "$work/data/yunguan.db" "$1"; }
migration "INSERT INTO migration VALUES ('core', 999, 0)"
check "更新的版本写的库，自检也不读" fails "$yunguan" doctor --data "$work/data"
check "……说用新版本" says "请用新版本打开"
migration "DELETE FROM migration WHERE number = 999"
cp -r "$work/data" "$work/old"
python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute("DELETE FROM migration WHERE feature = (SELECT MAX(feature) FROM migration)"); db.commit()' "$work/old/yunguan.db"
check "较早的版本写的库，自检说先升级" fails "$yunguan" doctor --data "$work/old"
check "……说 migrate" says "yunguan migrate"
check "结果和错误都没有去处，库不受影响" sh -c '"$1" backup "$2/none.db" --data "$2/data" <&- >&- 2>&-; "$1" doctor --data "$2/data"' sh "$yunguan" "$work"
if [ "$(id -u)" = 0 ]; then
	mkdir -m 755 "$work/theirs" && chmod 755 "$work"
	cp -r "$work/data" "$work/theirs/data" && chown -R nobody "$work/theirs/data"
	check "root 在别人的数据目录里办事" "$yunguan" op attachment.upload '{"name":"三.txt"}' --file "$root/README.md" --as sys --data "$work/theirs/data"
	check "……留下的都是属主的" [ -z "$(find "$work/theirs/data" ! -user nobody)" ]
fi
check "恢复不存在的文件：不留下什么" sh -c '! "$1" restore "$2/nothing" --data "$2/not-made" 2>/dev/null && [ ! -e "$2/not-made" ]' sh "$yunguan" "$work"
check "恢复一个目录：说不是备份" fails "$yunguan" restore "$work" --data "$work/not-made"
check "……说出来" says "不是备份"
check "残缺的备份没有动原库" "$yunguan" audit verify --data "$work/data"
counted
