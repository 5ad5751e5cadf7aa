/* What has been told, and what a person chose. */
#include "domain/reminder/reminder_in.h"

const struct migration reminder_migrations[] = {
	{ 1, "CREATE TABLE reminder_told (key TEXT PRIMARY KEY, at BIGINT NOT NULL);\n"
	     "CREATE TABLE digest_choice (person BIGINT PRIMARY KEY, mail BIGINT NOT NULL, at BIGINT NOT NULL)" },
	{ 0 }
};

const struct stmt reminder_q[Q_REM_MAX] = {
	[Q_TOLD]        = { "SELECT COUNT(*) FROM reminder_told WHERE key = ?1" },
	[Q_TELL]        = { "INSERT INTO reminder_told (key, at) VALUES (?1, ?2)" },
	[Q_CLOCKS]      = { "SELECT {} FROM clock WHERE stopped_at IS NULL AND unit <> 'month' AND due_at < ?1 ORDER BY due_at, id", &clock_record },
	[Q_CHOICE]      = { "SELECT COALESCE(MAX(mail), 1) FROM digest_choice WHERE person = ?1" },
	[Q_CHOICE_SET]  = { "UPDATE digest_choice SET mail = ?2, at = ?3 WHERE person = ?1" },
	[Q_CHOICE_PUT]  = { "INSERT INTO digest_choice (person, mail, at) VALUES (?1, ?2, ?3)" },
	[Q_HAS_ADDRESS] = { "SELECT COUNT(*) FROM person WHERE id = ?1 AND COALESCE(email, '') <> ''" },
};
