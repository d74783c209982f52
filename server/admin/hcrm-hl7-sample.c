/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the templates with a believable person and with dates relative to now. */
#include "hcrm-hl7-sample.h"

#include <gio/gio.h>
#include <string.h>

enum { ADMITTED_DAYS = 16, OPERATED_DAYS = 14, DISCHARGED_DAYS = 7 };

static const char *const SURNAMES[] = {
  "沈", "陆", "章", "冯", "蒋", "俞", "潘", "葛", "范", "彭",
  "姚", "邵", "汪", "钟", "戴", "夏", "傅", "曾", "单", "仇"
};
static const char *const WOMEN[] = { "桂芬", "秀珍", "月琴", "彩娥", "慧芳",
                                     "玉兰", "美华", "金花", "雅琴", "素珍" };
static const char *const MEN[] = { "建国", "志明", "永康", "德生", "国荣",
                                   "文彬", "水根", "庆余", "长林", "伯年" };
static const char *const CHILDREN[] = { "晓东", "丽萍", "海燕", "俊杰",
                                        "文静", "伟民", "佳宁", "一鸣" };

struct _HcrmHl7Sample {
  GHashTable *values; /* name → text, for @name@ in a template */
};

#define PICK(rand, list) ((list)[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))])

static void
put (HcrmHl7Sample *self, const char *name, char *value)
{
  g_hash_table_insert (self->values, (gpointer) name, value);
}

static const char *
get (HcrmHl7Sample *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/* The check character of a resident ID: ISO 7064 MOD 11-2, as GB 11643-1999 has it. */
static char
check_character (const char *digits)
{
  guint sum = 0;
  for (guint i = 0; i < 17; i++)
    sum = (sum + (digits[i] - '0')) * 2 % 11;
  return "0123456789X"[(12 - sum) % 11];
}

static char *
make_id_number (const char *birth_date, guint order)
{
  g_autofree char *digits = g_strdup_printf ("330105%s%03u", birth_date, order);
  return g_strdup_printf ("%s%c", digits, check_character (digits));
}

static void
make_person (HcrmHl7Sample *self, GRand *rand, GDateTime *now)
{
  gboolean woman = g_rand_boolean (rand);
  const char *surname = PICK (rand, SURNAMES);
  const char *given = woman ? PICK (rand, WOMEN) : PICK (rand, MEN);
  guint order = g_rand_int_range (rand, 10, 490) * 2 + !woman;
  put (self, "name", g_strconcat (surname, given, NULL));
  put (self, "sex", g_strdup (woman ? "F" : "M"));
  put (self, "birth_date",
       g_strdup_printf ("%04d%02d%02d",
                        g_date_time_get_year (now) - g_rand_int_range (rand, 62, 83),
                        g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1, 29)));
  put (self, "id_number", make_id_number (get (self, "birth_date"), order));
  put (self, "marital", g_strdup ("M"));
  put (self, "relative",
       g_strconcat (woman ? PICK (rand, SURNAMES) : surname, PICK (rand, CHILDREN), NULL));
  put (self, "relation", g_strdup ("2^子女"));
}

static void
put_day (HcrmHl7Sample *self, const char *name, GDateTime *now, int days, int hour, int minute)
{
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -days);
  g_autofree char *date = g_date_time_format (day, "%Y%m%d");
  g_autofree char *zone = g_date_time_format (day, "%z");
  put (self, name, g_strdup_printf ("%s%02d%02d00%s", date, hour, minute, zone));
}

static void
make_stay (HcrmHl7Sample *self, GRand *rand, GDateTime *now)
{
  put_day (self, "admitted", now, ADMITTED_DAYS, 9, g_rand_int_range (rand, 0, 60));
  put_day (self, "operated", now, OPERATED_DAYS, 8, 30);
  put_day (self, "discharged", now, DISCHARGED_DAYS, 10, g_rand_int_range (rand, 0, 60));
  put (self, "now", g_date_time_format (now, "%Y%m%d%H%M%S%z"));
  put (self, "ward", g_strdup ("ORTHO-W"));
  put (self, "room", g_strdup_printf ("3%d", g_rand_int_range (rand, 10, 30)));
  put (self, "bed", g_strdup_printf ("%d", g_rand_int_range (rand, 1, 46)));
}

static void
make_numbers (HcrmHl7Sample *self, GRand *rand, GDateTime *now, guint32 seed)
{
  g_autofree char *time = g_date_time_format (now, "%y%m%d%H%M%S");
  put (self, "control_id", g_strdup_printf ("%s%04X", time, seed & 0xffff));
  put (self, "mrn", g_strdup_printf ("8%s%03u", time + 2, seed % 1000));
  put (self, "visit", g_strdup_printf ("ZY%s%03u", time, seed % 1000));
  put (self, "phone", g_strdup_printf ("1380000%04d", g_rand_int_range (rand, 1000, 10000)));
  put (self, "relative_phone",
       g_strdup_printf ("1390000%04d", g_rand_int_range (rand, 1000, 10000)));
  put (self, "house", g_strdup_printf ("%d", g_rand_int_range (rand, 1, 300)));
}

HcrmHl7Sample *
hcrm_hl7_sample_new (GDateTime *now, guint32 seed)
{
  g_return_val_if_fail (now, NULL);
  HcrmHl7Sample *self = g_new0 (HcrmHl7Sample, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  make_person (self, rand, now);
  make_stay (self, rand, now);
  make_numbers (self, rand, now, seed);
  return self;
}

void
hcrm_hl7_sample_free (HcrmHl7Sample *self)
{
  g_hash_table_unref (self->values);
  g_free (self);
}

GBytes *
hcrm_hl7_sample_write (HcrmHl7Sample *self, const char *name)
{
  g_return_val_if_fail (self && name, NULL);
  g_autofree char *path = g_strdup_printf ("/org/hcrm/hl7/%s.hl7", name);
  g_autoptr (GBytes) template = g_resources_lookup_data (path, 0, NULL);
  g_return_val_if_fail (template, NULL);
  g_autoptr (GString) text =
      g_string_new_len (g_bytes_get_data (template, NULL), g_bytes_get_size (template));
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_autofree char *mark = g_strdup_printf ("@%s@", (const char *) key);
    g_string_replace (text, mark, value, 0);
  }
  g_string_replace (text, "\n", "\r", 0);
  gsize length = text->len;
  return g_bytes_new_take (g_string_free (g_steal_pointer (&text), FALSE), length);
}
