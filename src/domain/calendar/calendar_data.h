#ifndef DOMAIN_CALENDAR_CALENDAR_DATA_H
#define DOMAIN_CALENDAR_CALENDAR_DATA_H
/* Made by tools/embed from data/calendar-*.csv. */
#include <stddef.h>
extern const char calendar_cn_csv[], calendar_local_csv[], catalogue_sample_csv[];
extern const size_t calendar_cn_csv_n, calendar_local_csv_n, catalogue_sample_csv_n;
#endif
