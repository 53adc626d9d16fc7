/* What every unit test includes: cmocka with what it wants before it. */
#ifndef SHANGJI_TESTS_UNIT_H
#define SHANGJI_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#endif
