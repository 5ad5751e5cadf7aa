#ifndef BASE_MONEY_H
#define BASE_MONEY_H
/* Money: whole fen, and unit prices in 1/10000 yuan. There is one rounding, in fen_prorate. */
#include "base/base.h"

struct fen   { int64_t v; };                           /* x_fen */
struct price { int64_t e4; };                          /* x_e4: 38.00 yuan is 380000 */
#define FEN_NONE   ((struct fen){ INT64_MIN })
#define PRICE_NONE ((struct price){ INT64_MIN })
#define INT_NONE   INT64_MIN

/* price x qty x days / of_days, half up to the fen. 8 x 38.00 x 20/30 = 202.67 (T-A28.4).
 * E_INVALID for a missing price, days outside 0..of_days, negative qty; E_LIMIT when it does not fit in 2^53. */
enum err   fen_prorate(struct price p, int64_t qty, int64_t days, int64_t of_days, struct fen *out);
/* The same, cut off at the fen: for contracts that say so (`bill.rounding`). */
enum err   fen_prorate_down(struct price p, int64_t qty, int64_t days, int64_t of_days, struct fen *out);
/* a + b; E_LIMIT outside +-2^53. */
enum err   fen_add(struct fen a, struct fen b, struct fen *out);
/* "38.00", "0.0350": at most 4 decimals, not negative. */
enum err   price_parse(struct str yuan, struct price *out);
/* "-202.67", "38": yuan with at most 2 decimals; half a fen is nobody's money. */
enum err   fen_parse(struct str yuan, struct fen *out);
struct str price_text(struct arena *a, struct price p);        /* "38.00", "0.035": at least 2 decimals */
struct str fen_text(struct arena *a, struct fen f);            /* "-1,234.05" without the comma: "-1234.05" */
/* 202.67 -> 贰佰零贰元陆角柒分; 100.00 -> 壹佰元整 (DICTIONARY §4). */
struct str fen_words(struct arena *a, struct fen f);
#endif
