#!/bin/sh
# rerate.sh: another program, written from the rules alone, makes every bill again and agrees to the fen: those of the demonstration, of a
# simulation, and of MONTHS (default 2000) prefecture-months that nobody chose, with every way to count that a contract may have.
set -eu
. "$(dirname "$0")/lib.sh"
rerate=$root/tools/rerate

ninja -C "$root/build" bench/bench_months >/dev/null
"$yunguan" demo --data "$work/demo" --date 2026-06-10 >/dev/null
"$yunguan" bill --format export --data "$work/demo" >"$work/demo.jsonl"
check "演示数据的账单由另一个程序重算，一分不差" "$rerate" "$work/demo.jsonl"
"$yunguan" sim --seed 7 --days "${DAYS:-120}" --orgs 20 --store "sqlite:$work/sim.db" >/dev/null
"$yunguan" bill --format export --store "sqlite:$work/sim.db" --data "$work" >"$work/sim.jsonl"
check "模拟的账单由另一个程序重算，一分不差" "$rerate" "$work/sim.jsonl"
"$root/build/bench/bench_months" "${MONTHS:-2000}" "${SEED:-1}" >"$work/months.jsonl"
check "随机的 ${MONTHS:-2000} 个州月由另一个程序重算，一分不差" "$rerate" "$work/months.jsonl"
# The judge judges: one fen more on one line, or one line less, is found.
sed 's/"kind":"line"\(.*\)"amount_fen":\([0-9]*\)/"kind":"line"\1"amount_fen":1\2/' "$work/demo.jsonl" >"$work/bent.jsonl"
check "改动过的金额被重算发现" sh -c '! "$0" "$1" >/dev/null' "$rerate" "$work/bent.jsonl"
sed '0,/"kind":"line"/{/"kind":"line"/d}' "$work/demo.jsonl" >"$work/short.jsonl"
check "缺少的明细被重算发现" sh -c '! "$0" "$1" >/dev/null' "$rerate" "$work/short.jsonl"
for month in $(sed -n 's/.*"kind":"month","month":"\([0-9-]*\)".*/\1/p' "$work/demo.jsonl"); do
	check "$month 用本程序重算，与账单一致" "$yunguan" bill --month "$month" --recompute --data "$work/demo"
done
counted
