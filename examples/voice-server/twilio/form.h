/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* form.h - the fields of a form's body, as the phone company posts them. Pure;
 * the body is untrusted input. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *name;
  gchar *value;
} OvsFormField;

/* Sorted by name, then by value, each pair once. NULL: it is no form of UTF-8,
 * or has too many fields. */
GArray *ovs_form_parse (const gchar *body, gsize length);
/* The first of this name, or NULL. */
const gchar *ovs_form_get (GArray *form, const gchar *name);

/* A body from names and values, up to a NULL name; a value of NULL leaves its
 * name out. */
gchar *ovs_form_make (const gchar *name, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
