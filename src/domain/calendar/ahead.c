/* Parameters of chapters 6 to 9 whose features are still to come. They stand on the screen with their legal limits, are set and kept like
 * all others, and serve no requirement yet (.ahead). The feature that comes to read one takes its row over; a key has one home. */
#include "domain/calendar/calendar.h"

#define PERIODS "month,quarter,half_year,year"

const struct setting settings_ahead[] = {
	/* security */
	{ "drill.user_months",    SET_INT, "12", "A9b.2c, R-42", "上云单位演练周期（月）", FREE, 0, 1, 36, .ahead = true },
	{ "drill.csp_months",     SET_INT, "6",  "A35.2, R-42", "云服务商演练周期（月）", FREE, 0, 1, 36, .ahead = true },
	{ "incident.report_minutes", SET_INTS, "60,120", "A32.2b, R-29", "事件上报时限（分钟：较大以上或涉关基，其他）", FREE, 0, 1, 1440, .count = 2, .ahead = true },
	{ "bulletin.months",      SET_INT, "1",  "A34.P1c, R-42", "安全公告周期（月）", FREE, 0, 1, 12, .ahead = true },
	{ "key_period.freeze",    SET_CHOICE, "refuse", "A35.1", "重保期间的非应急变更（拒绝，或提示）", FREE, 0, 0, 0, .choices = "refuse,warn", .says = "拒绝,提示", .ahead = true },
	/* operation and maintenance */
	{ "maint.notice_wd",      SET_INT, "3",  "A30b, R-33", "计划维护提前公告（工作日）", FREE, 0, 1, 30, .ahead = true },
	{ "sla.platform_pct",     SET_PCT, "99.9", "A30a, R-33", "平台可用率目标（%）", FREE, 0, 9000, 10000, .ahead = true },
	{ "sla.service_pct",      SET_PCT, "99.95", "A30a, R-33", "单项服务可用率目标（%）", FREE, 0, 9000, 10000, .ahead = true },
	{ "fault.response_min",   SET_INTS, "15,30,60,240", "A29.3b", "故障响应时限（分钟：一至四级）", FREE, 0, 1, 10080, .count = 4, .ahead = true },
	{ "fault.recover_min",    SET_INTS, "120,240,480,1440", "A29.3b", "故障恢复时限（分钟：一至四级）", FREE, 0, 1, 43200, .count = 4, .ahead = true },
	/* supervision */
	{ "notice.rectify_wd",    SET_INTS, "10,5", "A39a.all, R-41", "整改期限（工作日：一般，安全高危）", FREE, 0, 1, 120, .count = 2, .ahead = true },
	{ "notice.issue_wd",      SET_INT, "5",  "A39a.all, R-43", "核实后发出整改通知（工作日）", FREE, 0, 1, 60, .ahead = true },
	{ "gov_report.period",    SET_CHOICE, "quarter", "A38b, R-42", "向州政府报告的周期", FREE, 0, 0, 0, .choices = PERIODS, .says = "每月,每季度,每半年,每年", .ahead = true },
	{ 0 }
};
