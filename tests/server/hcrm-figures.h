/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as the server answers them, for the tests of statistics. */
#pragma once

#include "hcrm-fixture.h"

/* Asks for a report, or a list behind one, and asserts that it is answered. */
JsonNode *figures_get (Fixture *self, const char *user, const char *path);

/* Compares figures of a group by its path, `total`. @expected: "figure value figure value …" */
void figures_assert (JsonNode *reply, const char *at, const char *expected);

/* The same of the group whose name, in either language, is @name. */
void figures_assert_group (JsonNode *reply, const char *name, const char *expected);
