/* The unit test program: every TEST() of the tree, or those whose name contains the argument; -WORD: all but those. */
#include "base/base.h"

int main(int argc, char **argv)
{
	return test_main(argc > 1 ? argv[1] : NULL);
}
