/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lays children out in lines. */

#include "hcrm-wrap-box.h"

struct _HcrmWrapBox {
  GtkWidget parent_instance;

  int spacing;
};

static void hcrm_wrap_box_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HcrmWrapBox,
                               hcrm_wrap_box,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      hcrm_wrap_box_buildable_init))

enum { PROP_0, PROP_SPACING, N_PROPS };

static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

typedef struct {
  GtkWidget *widget;
  GtkAllocation at;
} Place;

/* The width @child gets on a line of which @left of @width is free; 0 if it must begin a new one.
 * What would be whole on a line of its own is not squeezed. */
static int
choose_width (GtkWidget *child, int left, int width)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (natural <= left)
    return MAX (natural, 1);
  if (left == width)
    return MAX (minimum, width);
  return natural > width && minimum <= left && left >= width / 2 ? left : 0;
}

/* Centres what stands on the line, whose height is the highest child's. */
static int
close_line (GArray *places, guint first, int y)
{
  int height = 0;

  for (guint i = first; i < places->len; i++)
    height = MAX (height, g_array_index (places, Place, i).at.height);
  for (guint i = first; i < places->len; i++) {
    GtkAllocation *at = &g_array_index (places, Place, i).at;
    at->y = y + (height - at->height) / 2;
  }
  return height;
}

static Place
place_child (GtkWidget *child, int x, int width)
{
  Place place = { child, { .x = x, .width = width } };

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &place.at.height, NULL, NULL, NULL);
  return place;
}

/* Returns: the height taken; @places gets where each visible child stands. */
static int
place_children (HcrmWrapBox *self, int width, GArray *places)
{
  int x = 0, y = 0;
  guint first = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    int chosen = choose_width (child, width - x, width);
    if (chosen == 0) {
      y += close_line (places, first, y) + self->spacing;
      first = places->len;
      x = 0;
      chosen = choose_width (child, width, width);
    }
    Place place = place_child (child, x, chosen);
    g_array_append_val (places, place);
    x += chosen + self->spacing;
  }
  return y + close_line (places, first, y);
}

static void
measure_width (HcrmWrapBox *self, int *minimum, int *natural)
{
  int widest = 0, sum = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    int least, wish;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
    widest = MAX (widest, least);
    sum += wish + (sum > 0 ? self->spacing : 0);
  }
  *minimum = widest;
  *natural = MAX (widest, sum);
}

static void
hcrm_wrap_box_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  HcrmWrapBox *self = HCRM_WRAP_BOX (widget);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  measure_width (self, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  int width = for_size >= 0 ? MAX (for_size, *minimum) : *natural;
  *minimum = *natural = place_children (self, width, places);
}

static void
hcrm_wrap_box_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  place_children (HCRM_WRAP_BOX (widget), width, places);
  for (guint i = 0; i < places->len; i++) {
    Place *place = &g_array_index (places, Place, i);
    if (right_to_left)
      place->at.x = width - place->at.x - place->at.width;
    gtk_widget_size_allocate (place->widget, &place->at, -1);
  }
}

static GtkSizeRequestMode
hcrm_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
hcrm_wrap_box_add_child (GtkBuildable *buildable,
                         GtkBuilder *builder,
                         GObject *child,
                         const char *type)
{
  if (GTK_IS_WIDGET (child))
    hcrm_wrap_box_append (HCRM_WRAP_BOX (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
hcrm_wrap_box_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = hcrm_wrap_box_add_child;
}

static void
hcrm_wrap_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, HCRM_WRAP_BOX (object)->spacing);
}

static void
hcrm_wrap_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HCRM_WRAP_BOX (object)->spacing = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
}

void
hcrm_wrap_box_clear (HcrmWrapBox *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
hcrm_wrap_box_dispose (GObject *object)
{
  hcrm_wrap_box_clear (HCRM_WRAP_BOX (object));
  G_OBJECT_CLASS (hcrm_wrap_box_parent_class)->dispose (object);
}

static void
hcrm_wrap_box_class_init (HcrmWrapBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hcrm_wrap_box_get_property;
  object_class->set_property = hcrm_wrap_box_set_property;
  object_class->dispose = hcrm_wrap_box_dispose;
  widget_class->measure = hcrm_wrap_box_measure;
  widget_class->size_allocate = hcrm_wrap_box_allocate;
  widget_class->get_request_mode = hcrm_wrap_box_get_request_mode;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 6,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "box");
}

static void
hcrm_wrap_box_init (HcrmWrapBox *self)
{
  self->spacing = 6;
}

GtkWidget *
hcrm_wrap_box_new (GtkAccessibleRole role, int spacing)
{
  return g_object_new (HCRM_TYPE_WRAP_BOX, "accessible-role", role, "spacing", spacing, NULL);
}

void
hcrm_wrap_box_append (HcrmWrapBox *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
