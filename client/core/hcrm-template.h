/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hcrm_template_dispose:
 * @widget: an #AdwBin, #GtkListBoxRow or #AdwApplicationWindow with a template
 *
 * Takes a template's children down in dispose, while their callbacks still find the widget whole.
 * gtk_widget_dispose_template() alone is not for these three: they unparent their child themselves,
 * and with both the child is unparented twice. Pages need nothing:
 * #HcrmPage takes their child down.
 */
void hcrm_template_dispose (gpointer widget);

G_END_DECLS
