/* The calendar. Beijing has had one offset and no summer time since 1991: a constant does what a zone file would. */
#include <stdio.h>
#include "base/date.h"

#define BEIJING HOURS(8)
enum { YEAR_MIN = 1900, YEAR_MAX = 9999, YEAR_ENTERED_MAX = 2999 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int date_days_in_month(int y, int m)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return days[m - 1] + (m == 2 && leap(y));
}

bool date_valid(int y, int m, int d)
{
	return y >= YEAR_MIN && y <= YEAR_MAX && m >= 1 && m <= 12 && d >= 1 && d <= date_days_in_month(y, m);
}

bool date_enterable(struct date d) { return d.day < date_ymd(YEAR_ENTERED_MAX + 1, 1, 1).day; }

/* Days before 1 January of year y, counted from 1 January of year 1. */
static int64_t days_before_year(int64_t y)
{
	int64_t p = y - 1;
	return p * 365 + floor_div(p, 4) - floor_div(p, 100) + floor_div(p, 400);
}

static int days_before_month(int y, int m)
{
	static const int16_t days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	return days[m - 1] + (m > 2 && leap(y));
}

enum { DAYS_TO_1970 = 719162 };     /* days_before_year(1970) */

struct date date_ymd(int y, int m, int d)
{
	/* Months outside 1 … 12 carry into the year. */
	int64_t months = (int64_t)y * 12 + m - 1;
	int year = (int)floor_div(months, 12), month = (int)(months - (int64_t)year * 12) + 1;
	return (struct date){ (int32_t)(days_before_year(year) + days_before_month(year, month) + d - 1 - DAYS_TO_1970) };
}

void date_split(struct date d, int *y, int *m, int *day)
{
	int64_t n = (int64_t)d.day + DAYS_TO_1970;
	/* 146097 days in 400 years: the guess is at most one year off. */
	int year = (int)floor_div(n * 400, 146097) + 1;
	int month;

	while (days_before_year(year) > n)
		year--;
	while (days_before_year(year + 1) <= n)
		year++;
	int rest = (int)(n - days_before_year(year));
	for (month = MIN2(rest / 28 + 1, 12); days_before_month(year, month) > rest; month--)
		;
	*y = year;
	*m = month;
	*day = rest - days_before_month(year, month) + 1;
}

int date_weekday(struct date d)
{
	int64_t n = (int64_t)d.day + 3;     /* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7) + 1;
}

struct date date_add_months(struct date d, int n)
{
	int y, m, day;

	date_split(d, &y, &m, &day);
	int64_t months = (int64_t)y * 12 + m - 1 + n;
	y = (int)floor_div(months, 12);
	m = (int)(months - (int64_t)y * 12) + 1;
	return date_ymd(y, m, MIN2(day, date_days_in_month(y, m)));
}

struct date date_of(struct instant t)
{
	return (struct date){ (int32_t)floor_div(t.ms + BEIJING, DAYS(1)) };
}

struct instant date_start(struct date d)
{
	return (struct instant){ (int64_t)d.day * DAYS(1) - BEIJING };
}

/* Exactly n digits at the head of *s, which moves on. */
static bool digits(struct str *s, size_t n, int *out)
{
	int v = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += n;
	s->n -= n;
	*out = v;
	return true;
}

static bool one_of(struct str *s, const char *set, char *out)
{
	if (s->n == 0 || s->p[0] == '\0' || strchr(set, s->p[0]) == NULL)
		return false;
	*out = s->p[0];
	s->p++;
	s->n--;
	return true;
}

static bool take_date(struct str *s, struct date *out)
{
	int y, m, d;
	char c;

	if (!digits(s, 4, &y) || !one_of(s, "-", &c) || !digits(s, 2, &m) || !one_of(s, "-", &c) || !digits(s, 2, &d) ||
	    !date_valid(y, m, d))
		return false;
	*out = date_ymd(y, m, d);
	return true;
}

enum err date_parse(struct str s, struct date *out)
{
	struct date d;

	if (!take_date(&s, &d) || s.n > 0)
		return E_INVALID;
	*out = d;
	return OK;
}

enum err month_parse(struct str s, struct period *out)
{
	int y, m;
	char c;

	if (!digits(&s, 4, &y) || !one_of(&s, "-", &c) || !digits(&s, 2, &m) || s.n > 0 || !date_valid(y, m, 1))
		return E_INVALID;
	*out = (struct period){ date_ymd(y, m, 1), date_ymd(y, m + 1, 1) };
	return OK;
}

enum err at_parse(struct str s, struct instant *out)
{
	struct date d;
	int hour, minute, second = 0, ms = 0, off_hour, off_minute;
	char between, c;

	if (!take_date(&s, &d) || !one_of(&s, "Tt ", &between) || !digits(&s, 2, &hour) || !one_of(&s, ":", &c) ||
	    !digits(&s, 2, &minute))
		return E_INVALID;
	bool has_second = one_of(&s, ":", &c);
	if (has_second && !digits(&s, 2, &second))
		return E_INVALID;
	if (has_second && one_of(&s, ".", &c)) {
		int digit, n = 0;
		for (int scale = 100; digits(&s, 1, &digit); scale /= 10, n++)
			ms += digit * scale;     /* scale is 0 from the fourth digit on: finer than we keep */
		if (n == 0)
			return E_INVALID;
	}
	int64_t offset = BEIJING;
	if (one_of(&s, "Zz", &c)) {
		offset = 0;
	} else if (one_of(&s, "+-", &c)) {
		char colon;
		if (!digits(&s, 2, &off_hour) || !one_of(&s, ":", &colon) || !digits(&s, 2, &off_minute) || off_hour > 23 ||
		    off_minute > 59)
			return E_INVALID;
		offset = (HOURS(off_hour) + MINUTES(off_minute)) * (c == '-' ? -1 : 1);
	} else if (between != ' ') {
		return E_INVALID;     /* RFC 3339 has an offset; only people's "2026-09-22 10:42" goes without */
	}
	if (s.n > 0 || hour > 23 || minute > 59 || second > 59 || (!has_second && between != ' '))
		return E_INVALID;
	struct instant t = { (int64_t)d.day * DAYS(1) + HOURS(hour) + MINUTES(minute) + second * 1000 + ms - offset };
	int y, m, day;
	date_split(date_of(t), &y, &m, &day);
	if (!date_valid(y, m, day))
		return E_INVALID;     /* its offset carried it out of the years we can print */
	*out = t;
	return OK;
}

static char *put_digits(char *p, int v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

size_t date_put(char *out, struct date d)
{
	int y, m, day;
	char *p = out;

	date_split(d, &y, &m, &day);
	p = put_digits(p, MIN2(MAX2(y, 0), YEAR_MAX), 4);
	*p++ = '-';
	p = put_digits(p, m, 2);
	*p++ = '-';
	p = put_digits(p, day, 2);
	return (size_t)(p - out);
}

size_t at_put(char *out, struct instant t)
{
	struct date d = date_of(t);
	int64_t ms = t.ms - date_start(d).ms;
	int second = (int)(ms / 1000);
	char *p = out + date_put(out, d);

	*p++ = 'T';
	p = put_digits(p, second / 3600, 2);
	*p++ = ':';
	p = put_digits(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, second % 60, 2);
	if (ms % 1000 != 0) {
		*p++ = '.';
		p = put_digits(p, (int)(ms % 1000), 3);
	}
	memcpy(p, "+08:00", 6);
	return (size_t)(p + 6 - out);
}

struct str date_text(struct arena *a, struct date d)
{
	char text[16];
	return arena_str(a, (struct str){ text, date_put(text, d) });
}

struct str at_text(struct arena *a, struct instant t)
{
	char text[32];
	return arena_str(a, (struct str){ text, at_put(text, t) });
}

struct str month_text(struct arena *a, struct date d)
{
	char text[16];
	date_put(text, d);
	return arena_str(a, (struct str){ text, 7 });
}
