/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The static list of permissions and the scopes they are held in. */

#include "hcrm-permission.h"

/* clang-format off */
static const struct { const char *name, *label; } permissions[] = {
#define P(id, wire, label) [HCRM_PERM_##id] = { wire, label },
  HCRM_PERMISSIONS (P)
#undef P
};

static const struct { const char *name, *label; } scopes[] = {
  [HCRM_SCOPE_NONE]       = { "none",       N_("none") },
  [HCRM_SCOPE_OWN]        = { "own",        N_("own") },
  [HCRM_SCOPE_DEPARTMENT] = { "department", N_("own department") },
  [HCRM_SCOPE_SITE]       = { "site",       N_("own site") },
  [HCRM_SCOPE_ALL]        = { "all",        N_("all") },
};
/* clang-format on */

gboolean
hcrm_permission_set_has (const HcrmPermissionSet *set, HcrmPermission permission)
{
  return set->scope[permission] != HCRM_SCOPE_NONE;
}

void
hcrm_permission_set_add (HcrmPermissionSet *set, HcrmPermission permission, HcrmScope scope)
{
  set->scope[permission] = MAX (set->scope[permission], scope);
}

const char *
hcrm_permission_get_name (HcrmPermission permission)
{
  return permissions[permission].name;
}

const char *
hcrm_permission_get_label (HcrmPermission permission)
{
  return gettext (permissions[permission].label);
}

int
hcrm_permission_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (permissions); i++)
    if (g_strcmp0 (permissions[i].name, name) == 0)
      return i;
  return -1;
}

const char *
hcrm_scope_get_name (HcrmScope scope)
{
  return scopes[scope].name;
}

const char *
hcrm_scope_get_label (HcrmScope scope)
{
  return gettext (scopes[scope].label);
}

HcrmScope
hcrm_scope_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (g_strcmp0 (scopes[i].name, name) == 0)
      return i;
  return HCRM_SCOPE_NONE;
}
