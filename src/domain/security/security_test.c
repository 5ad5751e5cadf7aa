/* The seams that later features use: a major change told from below, the day a resource is first seen at work. */
#include <stdio.h>
#include "core/test_house.h"
#include "domain/security/security_in.h"
