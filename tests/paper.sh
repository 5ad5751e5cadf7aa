#!/bin/sh
# Every kind of paper through a running program: what stands in it can be selected and is right, the same paper has the same bytes,
# its digests are those that openssl gives, the check page knows it, and an auditor's copy bears the auditor's name.
set -eu
. "$(dirname "$0")/lib.sh"
for tool in pdftotext pdfinfo pdffonts openssl python3; do
	command -v $tool >/dev/null || { echo "缺少 $tool，请运行 tools/install check"; exit 77; }
done
data=$work/data
op() { who=$1 name=$2; shift 2; "$yunguan" op "$name" "$@" --as "$who" --data "$data" --json; }
# member 名: one member of the first item of a list (or of the object) on standard input; empty when there is none.
member() { python3 -c 'import json,sys
d = json.load(sys.stdin)
d = d["items"][0] if d.get("items") else {} if "items" in d else d
print("" if d.get(sys.argv[1]) is None else d[sys.argv[1]])' "$1"; }
sm3() { openssl dgst -sm3 -r "$1" | cut -c1-64; }
says() { grep -qF -- "$2" "$1"; }
flat() { tr -d ' \n\f' <"$1"; }
same_words() { flat "$1" | grep -qF -- "$(printf %s "$2" | tr -d ' ')"; }

"$yunguan" demo --data "$data" --date 2026-09-01 >/dev/null 2>&1 || { echo "演示数据没有装入"; exit 1; }
serve "$data"            # the ops go over its desk

# 一种文书：内容摘要、文件摘要、重印、文字、页码、字体。
one() {
	kind=$1 expected=$2
	row=$(op zhao@data document.list "{\"kind\":\"$kind\",\"limit\":1}")
	id=$(printf %s "$row" | member id)
	[ -n "$id" ] || { bad "$kind 有一份"; return; }
	op zhao@data document.text "{\"id\":\"$id\"}" >"$work/$kind.json"
	op zhao@data document.pdf "{\"id\":\"$id\"}" >"$work/$kind.pdf"
	op zhao@data document.pdf "{\"id\":\"$id\"}" >"$work/again.pdf"
	row=$(op zhao@data document.get "{\"id\":\"$id\"}")
	digest=$(printf %s "$row" | member digest) url=$(printf %s "$row" | member url) no=$(printf %s "$row" | member no) title=$(printf %s "$row" | member title)
	"$yunguan" paper --digest="$digest" --url="$url" <"$work/$kind.json" >"$work/drawn.pdf"
	check "$kind 内容的摘要用 openssl 算出来一样" [ "$(sm3 "$work/$kind.json")" = "$digest" ]
	check "$kind 文件的摘要记录在案" [ "$(sm3 "$work/$kind.pdf")" = "$(printf %s "$row" | member pdf_sm3)" ]
	check "$kind 再次下载是同样的字节" cmp -s "$work/$kind.pdf" "$work/again.pdf"
	check "$kind 由内容重新排印是同样的字节" cmp -s "$work/$kind.pdf" "$work/drawn.pdf"
	pdftotext -raw "$work/$kind.pdf" "$work/$kind.txt"
	check "$kind 选得出标题" same_words "$work/$kind.txt" "$title"
	[ -z "$no" ] || check "$kind 选得出文号 $no" says "$work/$kind.txt" "$no"
	check "$kind 写明依据的条文" says "$work/$kind.txt" "《西双版纳州州级政务云管理办法（试行）》第"
	check "$kind 印着摘要" says "$work/$kind.txt" "$digest"
	for word in $expected; do check "$kind 选得出“$word”" same_words "$work/$kind.txt" "$word"; done
	pages=$(pdfinfo "$work/$kind.pdf" | sed -n 's/^Pages: *//p')
	i=1
	while [ "$i" -le "$pages" ]; do
		check "$kind 第 $i 页写着页码" same_words "$work/$kind.txt" "第 $i 页 共 $pages 页"
		i=$((i + 1))
	done
	check "$kind 是 A4" sh -c "pdfinfo '$work/$kind.pdf' | grep -q 'Page size: *595.*841.*A4'"
	check "$kind 字体嵌入且可以选出文字" sh -c "pdffonts '$work/$kind.pdf' | tail -n +3 | awk '\$(NF-4) != \"yes\" || \$(NF-2) != \"yes\" { exit 1 }'"
}
one D01 "申请单位 等保级别 资源需求明细 测算依据 内部审核 每月估算 大写： 主管部门"
one D02 "系统架构 网络策略 安全设计 回退方案 进度安排"
one D03 "逐项测算 计算公式 申请数量"
one D05 "回执号 受理决定到期日 申请内容SM3摘要"
one D06 "材料齐全 予以受理 前提出审核意见 经办人"
one D07 "不予受理 1． 重新提交"
one D08 "审批结论 申请与核定对照表 审核： 签发："
one D09 "承办单位 征求方面 结论 不影响办理期限"
one D10 "核定开通明细 前开通完成 试用期间不计费"
one D11 "实测负载 测试结论 无需调整"
one D12 "备案号 准予备案"
one D13 "起计费 交付资源 IP地址 上云单位确认"
one D14 "上线核验 漏洞扫描 渗透测试 上云安全承诺书"
one D15 "谁主管谁负责 不涉及国家秘密 有效"
one D16 "云资源变更申请表 变更前 变更后 备份声明 内部审核"
one D16E "云资源变更单 计划实施起 实施完成并报告 上云单位确认"
one D18 "机构人员变更登记表 变更日 登记人 签发人"
one D19 "撤销申请表和撤销方案 撤销范围 数据处置 备份计划 联系人 冷静期"
one D20 "数据备份与迁移确认单 存放地点 验证方法 确认人 云服务商核对"
one D21 "数据销毁证明 已销毁的卷 已销毁的快照 已销毁的备份 已销毁的副本 操作人 见证人 不得以任何技术手段恢复"
one D22 "目录外采购申请 适配不成的理由 比对的目录版本"
one D22E "的同意函 同意自行采购 有效期至"
one D23 "专属资源池申请 使用单位名单 理由类别"
one D23E "关于设立专属资源池的批复 使用单位名单"
one D25 "资源使用评估报告 总体规模 利用率分布 低于30% 建议 结论与说明"
one D24 "编码 计费 参考价（元）"
one D29 "账期 上云单位 系统小计 大写 数量×单价×时长=金额 个工作日内"
check "D24 每页重复表头" [ "$(grep -c '编码 .*名称 .*规格' "$work/D24.txt")" -ge "$(($(pdfinfo "$work/D24.pdf" | sed -n 's/^Pages: *//p') - 1))" ]

# 草稿：没有签发，印着草稿，不带摘要。
draft() {
	kind=$1 subject=$2 expected=$3
	op "${4:-jingban@x01}" document.draft "{\"kind\":\"$kind\",\"subject\":\"$subject\"}" >"$work/$kind.pdf"
	pdftotext -raw "$work/$kind.pdf" "$work/$kind.txt"
	for word in $expected; do check "$kind 草稿选得出“$word”" same_words "$work/$kind.txt" "$word"; done
	check "$kind 草稿写明未签发" same_words "$work/$kind.txt" "草稿，未签发"
	check "$kind 草稿没有摘要" sh -c "! grep -q 'SM3 摘要 ' '$work/$kind.txt'"
}
system=$(op jingban@x01 info_system.list '{"limit":1}' | member id)
draft D04 "$(op jingban@x01 application.draft "{\"type\":\"migrate\",\"system\":\"$system\",\"migrate_from\":\"原机房\",\"proof_kind\":[\"insufficient\"],\"proof_note\":\"设备老化\",\"cutover_date\":\"2026-12-01\"}" | member id)" "存量系统迁移证明单 条件不满足 设备老化"
# Of the first unit that has something running which nobody is changing.
changed=
for n in $(seq -w 1 34); do
	resource=$(op "jingban@x$n" resource.list '{"limit":1,"state":"active","sort":"no"}' | member id)
	[ -n "$resource" ] || continue
	running=$(op "jingban@x$n" resource.get "{\"id\":\"$resource\"}" | member system)
	changed=$(op "jingban@x$n" change.draft "{\"system\":\"$running\",\"reason\":\"延长使用\",\"lines\":[{\"kind\":\"extend\",\"resource\":\"$resource\",\"expire_date\":\"2029-09-01\"}]}" 2>/dev/null | member id) || true
	[ -z "$changed" ] || break
done
draft D16 "$changed" "云资源变更申请表 延期 2029-09-01 延长使用" "jingban@x$n"
wish=$(op jingban@x01 adaptation.create "{\"system\":\"$system\",\"wanted\":\"三维地形引擎\",\"category\":\"software\",\"qty\":1,\"unit\":\"套\"}" | member id)
op jingban@x01 adaptation.fail "{\"id\":\"$wish\",\"reason\":\"都没有三维能力\"}" >/dev/null
draft D22 "$(op jingban@x01 off_catalog.draft "{\"adaptation\":\"$wish\",\"reason\":\"三维管理\",\"budget_fen\":12000000}" | member application)" "目录外采购申请 三维地形引擎 壹拾贰万元整 都没有三维能力"
draft D23 "$(op jingban@x01 dedicated_pool.draft "{\"system\":\"$system\",\"reason\":\"专网专用\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"need_vcpu\":200}" | member application)" "专属资源池申请 专网专用 使用单位名单"

# 紧急开通：双方同意后下达，单上印着补办到期日；给开单上的云服务商。
urgent=$(op jingban@x01 emergency.request "{\"system\":\"$system\",\"reason\":\"public_emergency\",\"why\":\"监测数据当日翻番\",\"expected_until\":\"$(date -d '+60 days' +%F)\",\"lines\":[{\"item_code\":\"CMP-VM-KP-C\",\"zone\":\"extranet\",\"qty\":8,\"use\":\"应急\"}]}")
order=$(printf %s "$urgent" | member id)
person=$(printf %s "$urgent" | python3 -c 'import json,sys; print(json.load(sys.stdin)["consenters"][0]["person"])')
op jingban@x01 emergency.record_consent "{\"id\":\"$order\",\"side\":\"applicant\",\"person\":\"$person\",\"channel\":\"phone\"}" >/dev/null
op qian@data emergency.consent "{\"id\":\"$order\"}" >/dev/null
due=$(op sun@data emergency.issue "{\"id\":\"$order\"}" | member makeup_due_date)
one D17 "紧急开通（变更）单 双方同意 申请单位 主管部门 电话 不能按常规办理的理由 含当日）前补办手续"
check "D17 印着补办到期日" same_words "$work/D17.txt" "$(date -d "$due" '+%Y年%-m月%-d日')（含当日）前补办手续"

# Excel：数是数，字是字。
sheet() {
	id=$(op zhao@data document.list "{\"kind\":\"$1\",\"limit\":1}" | member id)
	op zhao@data document.xlsx "{\"id\":\"$id\"}" >"$work/$1.xlsx"
	op zhao@data document.xlsx "{\"id\":\"$id\"}" >"$work/again.xlsx"
	check "$1 的 Excel 再次下载是同样的字节" cmp -s "$work/$1.xlsx" "$work/again.xlsx"
	check "$1 的 Excel 里数是数、字是字" python3 -c '
import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
sheet = z.read("xl/worksheets/sheet1.xml").decode()
words = z.read("xl/sharedStrings.xml").decode()
numbers = re.findall(r"<c r=\"[A-Z]+\d+\" s=\"\d+\"><v>[-0-9.E+]+</v>", sheet)
assert len(numbers) >= int(sys.argv[3]), len(numbers)
assert sys.argv[2] in words, sys.argv[2]' "$work/$1.xlsx" "$2" "$3"
}
sheet D01 政务云资源申请表 6
sheet D03 逐项测算 6
sheet D11 实测负载 0
sheet D13 交付资源 6
sheet D16 变更明细 1
sheet D24 参考价（元） 200

# 审计人员的副本带查阅人，原件不变。
id=$(op zhao@data document.list '{"kind":"D08","limit":1}' | member id)
op audit@sj document.pdf "{\"id\":\"$id\"}" >"$work/audit.pdf"
op zhao@data document.pdf "{\"id\":\"$id\"}" >"$work/again.pdf"
pdftotext "$work/audit.pdf" "$work/audit.txt"
check "审计人员的副本印着查阅人" says "$work/audit.txt" "查阅"
check "审计人员查阅后原件不变" cmp -s "$work/D08.pdf" "$work/again.pdf"

# 核验页：不用登录，没有行内代码，只说文书的种类、文号、日期、单位和摘要。
page=${api%/api/v1}/verify
digest=$(sm3 "$work/D08.json")
no=$(op zhao@data document.get "{\"id\":\"$id\"}" | member no)
curl -s -D "$work/head" "$page/$digest" >"$work/page"
check "核验页认得内容摘要" says "$work/page" "$no"
curl -s "$page?digest=$(sm3 "$work/D08.pdf")" >"$work/page2"
check "核验页认得文件摘要" says "$work/page2" "$no"
curl -s "$page/$(sm3 "$work/audit.pdf")" >"$work/page3"
check "核验页不认得别的文件" says "$work/page3" "没有查到"
curl -s "$page?digest=%3Cscript%3Ealert(1)%3C/script%3E" >"$work/page4"
check "核验页不执行所问的文字" sh -c "! grep -q '<script>alert' '$work/page4'"
check "核验页有内容安全策略" sh -c "tr -d '\r' <'$work/head' | grep -qi '^content-security-policy: .*default-src'"
check "核验页没有行内代码" sh -c "! grep -qE '<script>|<style|onclick=' '$work/page'"
check "核验页不说姓名和电话" sh -c "! grep -qE '1[3-9][0-9]{9}|经办|签发人' '$work/page'"
check "核验接口不用登录" sh -c "curl -s '$api/verify/$digest' | grep -q '\"known\":true'"
check "核验接口对不认得的也答复" sh -c "curl -s '$api/verify/$(printf %064d 7)' | grep -q '\"known\":false'"
check "核验接口指出不是摘要" [ "$(curl -s -o /dev/null -w '%{http_code}' "$api/verify/xyz")" = 400 ]
stop >/dev/null
counted
