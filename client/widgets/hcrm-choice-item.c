/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One of a list to choose from, and what it is found by. */

#include "hcrm-choice-item.h"

#include "core/hcrm-pinyin.h"

struct _HcrmChoiceItem {
  GObject parent_instance;

  char *value;
  char *text;
  char *code;
  char *key;
  HcrmChoiceItem *above;
  gboolean group;
};

enum { PROP_KEY = 1 };

G_DEFINE_FINAL_TYPE (HcrmChoiceItem, hcrm_choice_item, G_TYPE_OBJECT)

static void
append_pinyin (GString *key, const char *text)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_text (text, &initials);
  g_auto (GStrv) syllables = g_strsplit (pinyin, " ", -1);
  g_autofree char *joined = g_strjoinv (NULL, syllables);

  g_string_append_printf (key, "\n%s\n%s", joined, initials);
}

/* A line for each way to find it. Only made when somebody searches. */
static char *
make_key (HcrmChoiceItem *self)
{
  GString *key = g_string_new (self->text);

  if (*self->value == '\0')
    return g_string_free (g_string_truncate (key, 0), FALSE);
  if (self->code != NULL)
    g_string_append_printf (key, "\n%s", self->code);
  if (!g_str_is_ascii (self->text))
    append_pinyin (key, self->text);
  for (HcrmChoiceItem *above = self->above; above != NULL; above = above->above) {
    g_string_append_printf (key, "\n%s", above->text);
    if (!g_str_is_ascii (above->text))
      append_pinyin (key, above->text);
  }
  return g_string_free (key, FALSE);
}

static void
hcrm_choice_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  HcrmChoiceItem *self = HCRM_CHOICE_ITEM (object);

  if (self->key == NULL)
    self->key = make_key (self);
  g_value_set_string (value, self->key);
}

HcrmChoiceItem *
hcrm_choice_item_new (const char *value, const char *text, const char *code)
{
  HcrmChoiceItem *self = g_object_new (HCRM_TYPE_CHOICE_ITEM, NULL);

  self->value = g_strdup (value);
  self->text = g_strdup (text);
  self->code = g_strdup (code);
  return self;
}

void
hcrm_choice_item_set_above (HcrmChoiceItem *self, HcrmChoiceItem *above)
{
  g_set_object (&self->above, above);
  g_clear_pointer (&self->key, g_free);
  if (above != NULL)
    above->group = TRUE;
}

const char *
hcrm_choice_item_get_value (HcrmChoiceItem *self)
{
  return self->value;
}

const char *
hcrm_choice_item_get_text (HcrmChoiceItem *self)
{
  return self->text;
}

const char *
hcrm_choice_item_get_above (HcrmChoiceItem *self)
{
  return self->above != NULL ? self->above->text : NULL;
}

guint
hcrm_choice_item_get_depth (HcrmChoiceItem *self)
{
  guint depth = 0;

  for (HcrmChoiceItem *above = self->above; above != NULL; above = above->above)
    depth++;
  return depth;
}

gboolean
hcrm_choice_item_is_group (HcrmChoiceItem *self)
{
  return self->group;
}

GPtrArray *
hcrm_choice_items_new (const char *const *values, const char *const *labels)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (items, hcrm_choice_item_new (values[i], labels[i], NULL));
  return items;
}

static void
hcrm_choice_item_dispose (GObject *object)
{
  g_clear_object (&HCRM_CHOICE_ITEM (object)->above);
  G_OBJECT_CLASS (hcrm_choice_item_parent_class)->dispose (object);
}

static void
hcrm_choice_item_finalize (GObject *object)
{
  HcrmChoiceItem *self = HCRM_CHOICE_ITEM (object);

  g_free (self->value);
  g_free (self->text);
  g_free (self->code);
  g_free (self->key);
  G_OBJECT_CLASS (hcrm_choice_item_parent_class)->finalize (object);
}

static void
hcrm_choice_item_class_init (HcrmChoiceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_choice_item_get_property;
  object_class->dispose = hcrm_choice_item_dispose;
  object_class->finalize = hcrm_choice_item_finalize;
  g_object_class_install_property (object_class, PROP_KEY,
                                   g_param_spec_string ("key", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
hcrm_choice_item_init (HcrmChoiceItem *self)
{
}
