#include "domain/document/document_in.h"
#undef TEST_ROOM
#define TEST_ROOM "document"
