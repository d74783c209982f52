/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which units are the same, and how those that measure the same convert. */

#include "hcrm-unit.h"

#include <string.h>

typedef enum { MASS, LENGTH, VOLUME, DURATION, PRESSURE, ENERGY } Dimension;

typedef struct {
  const char *code;
  Dimension dimension;
  double size;
} Unit;

/* clang-format off */
static const Unit units[] = {
  { "kg", MASS, 1000 }, { "g", MASS, 1 }, { "mg", MASS, 1e-3 }, { "ug", MASS, 1e-6 },
  { "[lb_av]", MASS, 453.59237 }, { "[oz_av]", MASS, 28.349523125 },
  { "km", LENGTH, 1000 }, { "m", LENGTH, 1 }, { "cm", LENGTH, 0.01 }, { "mm", LENGTH, 0.001 },
  { "[mi_i]", LENGTH, 1609.344 }, { "[ft_i]", LENGTH, 0.3048 }, { "[in_i]", LENGTH, 0.0254 },
  { "L", VOLUME, 1 }, { "l", VOLUME, 1 }, { "dL", VOLUME, 0.1 }, { "dl", VOLUME, 0.1 },
  { "mL", VOLUME, 1e-3 }, { "ml", VOLUME, 1e-3 },
  { "s", DURATION, 1 }, { "min", DURATION, 60 }, { "h", DURATION, 3600 }, { "d", DURATION, 86400 },
  { "wk", DURATION, 604800 }, { "mo", DURATION, 2629800 }, { "a", DURATION, 31557600 },
  { "Pa", PRESSURE, 1 }, { "kPa", PRESSURE, 1000 }, { "mm[Hg]", PRESSURE, 133.322 },
  { "J", ENERGY, 1 }, { "kJ", ENERGY, 1000 }, { "cal", ENERGY, 4.184 }, { "kcal", ENERGY, 4184 },
};
/* clang-format on */

static const Unit *
find_unit (const HcrmAnswer *quantity)
{
  if (quantity->code == NULL || g_strcmp0 (quantity->system, HCRM_URL_UCUM) != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].code, quantity->code) == 0)
      return &units[i];
  return NULL;
}

/* By code where both have one; else what is written of the one is what is written of the other. */
static gboolean
units_are_same (const char *code_a, const char *text_a, const char *code_b, const char *text_b)
{
  if (code_a != NULL && code_b != NULL)
    return strcmp (code_a, code_b) == 0;
  const char *a = code_a != NULL ? code_a : text_a;
  const char *b = code_b != NULL ? code_b : text_b;
  return g_strcmp0 (text_a, text_b) == 0 || g_strcmp0 (a, b) == 0;
}

double
hcrm_unit_get_factor (const HcrmAnswer *from, const HcrmAnswer *to)
{
  const Unit *one = find_unit (from);
  const Unit *other = find_unit (to);

  if (units_are_same (from->code, from->display, to->code, to->display))
    return 1;
  return one != NULL && other != NULL && one->dimension == other->dimension
             ? one->size / other->size
             : 0;
}

gboolean
hcrm_unit_matches (const HcrmAnswer *quantity, const HcrmAnswer *unit)
{
  const char *code = *unit->text != '\0' ? unit->text : NULL;

  if (quantity->system != NULL && unit->system != NULL
      && strcmp (quantity->system, unit->system) != 0)
    return FALSE;
  return units_are_same (quantity->code, quantity->display, code, unit->display);
}
