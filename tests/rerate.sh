#!/bin/sh
# rerate.sh: another program, written from the rules alone, makes every bill again and agrees to the fen: those of the demonstration, of the
# simulations of SEEDS (default two), and of MONTHS (default 10000) prefecture-months that nobody chose, with every way to count that a contract
# may have.
set -eu
. "$(dirname "$0")/lib.sh"
rerate=$root/tools/rerate

ninja -C "$root/build" bench/bench_months >/dev/null
"$yunguan" demo --data "$work/demo" --date 2026-06-10 >/dev/null
"$yunguan" bill --format export --data "$work/demo" >"$work/demo.jsonl"
check "演示数据的账单由另一个程序重算，一分不差" "$rerate" "$work/demo.jsonl"
for seed in ${SEEDS:-7 2026}; do
	mkdir "$work/$seed"
	"$yunguan" sim --seed "$seed" --days "${DAYS:-120}" --orgs 20 --store "sqlite:$work/$seed/sim.db" >/dev/null
	"$yunguan" bill --format export --store "sqlite:$work/$seed/sim.db" --data "$work/$seed" >"$work/$seed/sim.jsonl"
	check "模拟 $seed 出了账单" grep -q '"kind":"line"' "$work/$seed/sim.jsonl"
	check "模拟 $seed 的每一张账单由另一个程序重算，一分不差" "$rerate" "$work/$seed/sim.jsonl"
done
check "随机的 ${MONTHS:-10000} 个州月由另一个程序重算，一分不差" sh -c '"$1" "$2" "$3" | "$0"' "$rerate" "$root/build/bench/bench_months" "${MONTHS:-10000}" "${SEED:-1}"
# The judge judges: one fen more on one line, or one line less, is found.
sed 's/"kind":"line"\(.*\)"amount_fen":\([0-9]*\)/"kind":"line"\1"amount_fen":1\2/' "$work/demo.jsonl" >"$work/bent.jsonl"
check "改动过的金额被重算发现" sh -c '! "$0" "$1" >/dev/null' "$rerate" "$work/bent.jsonl"
sed '0,/"kind":"line"/{/"kind":"line"/d}' "$work/demo.jsonl" >"$work/short.jsonl"
check "缺少的明细被重算发现" sh -c '! "$0" "$1" >/dev/null' "$rerate" "$work/short.jsonl"
# The FOCUS file: unit price times quantity is the cost, what is billed is the bill, nothing that must be there is empty.
"$yunguan" bill --month 2026-05 --format focus --data "$work/demo" >"$work/focus.csv"
check "FOCUS 成本文件：单价乘数量等于费用，合计等于账单" python3 - "$work/focus.csv" "$work/demo.jsonl" <<'END'
import csv, decimal, json, sys
D = decimal.Decimal
decimal.getcontext().prec = 60
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
month, net = None, D(0)
for line in open(sys.argv[2], encoding="utf-8"):
    row = json.loads(line)
    month = row["month"] if row["kind"] == "month" else month
    net += D(row["net_fen"]) / 100 if row["kind"] == "bill" and month == "2026-05" else 0
assert rows and sum(D(r["BilledCost"]) for r in rows) == net
for r in rows:
    assert all(r[c] for c in "BilledCost BillingAccountId BillingCurrency BillingPeriodStart BillingPeriodEnd ChargeCategory ChargePeriodStart ChargePeriodEnd ContractedCost EffectiveCost InvoiceIssuerName ListCost ProviderName PublisherName ServiceCategory ServiceName".split()), r
    assert (r["BillingPeriodStart"], r["BillingPeriodEnd"]) == ("2026-04-30T16:00:00Z", "2026-05-31T16:00:00Z")
    if r["ChargeCategory"] in ("Usage", "Purchase"):
        assert D(r["ListUnitPrice"]) * D(r["PricingQuantity"]) == D(r["ListCost"]) and r["SkuId"] and r["SkuPriceId"] and r["ResourceId"] and r["PricingUnit"], r
        assert abs(D(r["ListCost"]) - D(r["BilledCost"])) <= D("0.0051"), r
    assert bool(r["ConsumedQuantity"]) == (r["ChargeCategory"] == "Usage"), r
END
# A month with every kind of price, corrections of a line and of a whole bill: also its charges are what the rules ask for.
"$yunguan" scenario "$root/tests/scenario/A28.4-kinds.yg" --store "sqlite:$work/kinds.db" >/dev/null
"$yunguan" bill --month 2026-07 --format focus --store "sqlite:$work/kinds.db" --data "$work" >"$work/kinds.csv"
"$yunguan" bill --format export --store "sqlite:$work/kinds.db" --data "$work" >"$work/kinds.jsonl"
check "按日、按时、按年、一次、按用量的账单由另一个程序重算，一分不差" "$rerate" "$work/kinds.jsonl"
check "每种计费周期和调账都在 FOCUS 文件里" [ "$(wc -l <"$work/kinds.csv")" -eq 10 ]
for file in focus kinds; do
	code=0
	"$root/tests/focus" "$work/$file.csv" >"$work/focus.out" || code=$?
	if [ "$code" = 77 ]; then echo "skip FOCUS 1.2 的规则：$(cat "$work/focus.out")"; else
		cut -c1-300 "$work/focus.out"
		check "FOCUS 1.2 的规则，凡涉及导出的列的，逐行成立（$file）" [ "$code" = 0 ]
	fi
done
for month in $(sed -n 's/.*"kind":"month","month":"\([0-9-]*\)".*/\1/p' "$work/demo.jsonl"); do
	check "$month 用本程序重算，与账单一致" "$yunguan" bill --month "$month" --recompute --data "$work/demo"
done
counted
