/* CSV. What is read, written again and read again gives the same cells. */
#include "fuzz.h"

enum { CELLS = 16 };

static bool formula(struct str cell)
{
	return cell.n > 0 && memchr("=+-@\t\r", cell.p[0], 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fail f;
	struct arena *a = fuzz_arena();
	struct buf out = BUF_MAX(MIB(1));
	struct str first[CELLS], second[CELLS];
	struct csv c = csv_over((struct str){ (const char *)data, n });
	size_t width, again;
	int line, last = 0;

	for (;;) {
		if (csv_next(&c, a, &f, first, CELLS, &width, &line) != OK) {
			MUST(f.kind == E_INVALID && utf8_ok(str_of(f.sentence)));
			break;
		}
		if (width == 0)
			break;
		MUST(line > last);
		last = line;
		buf_clear(&out);
		for (size_t i = 0; i < width; i++)
			csv_put(&out, first[i], i == width - 1);
		/* A table of nothing but one empty cell is an empty text. */
		if (width == 1 && first[0].n == 0)
			continue;
		struct csv back = csv_over(buf_str(&out));
		MUST(csv_next(&back, a, &f, second, CELLS, &again, &line) == OK && again == width && back.rest.n == 0);
		for (size_t i = 0; i < width; i++)
			MUST(formula(first[i]) || str_eq(first[i], second[i]));
	}
	buf_done(&out);
	return 0;
}
