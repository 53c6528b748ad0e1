/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fakemodel.c - an element that has nothing but function calls. */

#include "fakemodel.h"

struct _FakeModel
{
  GstElement parent;

  GMutex lock; /* protects what follows */
  GCond cond;
  GHashTable *answers; /* call id -> output */
  gchar *tools;
  guint n_refused;
  guint n_tools;
  guint n_agents;
};

enum
{
  PROP_TOOLS = 1,
};

static guint function_call;

G_DEFINE_FINAL_TYPE (FakeModel, fake_model, GST_TYPE_ELEMENT)

static gboolean
take_output (FakeModel *self, const gchar *id, const gchar *output)
{
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = !g_hash_table_contains (self->answers, id);
  if (taken)
    g_hash_table_insert (self->answers, g_strdup (id), g_strdup (output));
  else
    self->n_refused++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return taken;
}

static gboolean
switch_agent (FakeModel *self, const GstStructure *fields)
{
  g_mutex_lock (&self->lock);
  self->n_agents++;
  g_mutex_unlock (&self->lock);
  g_object_set (self, "tools", gst_structure_get_string (fields, "tools"),
      NULL);
  return TRUE;
}

void
fake_model_call (FakeModel *self, const gchar *id, const gchar *name,
    const gchar *arguments)
{
  g_autofree gchar *output = NULL;

  g_signal_emit (self, function_call, 0, id, name, arguments, &output);
  if (output != NULL)
    take_output (self, id, output);
}

const gchar *
fake_model_get_answer (FakeModel *self, const gchar *id)
{
  const gchar *output;

  g_mutex_lock (&self->lock);
  output = g_hash_table_lookup (self->answers, id);
  g_mutex_unlock (&self->lock);
  return output;
}

const gchar *
fake_model_wait_answer (FakeModel *self, const gchar *id)
{
  const gchar *output;

  g_mutex_lock (&self->lock);
  while ((output = g_hash_table_lookup (self->answers, id)) == NULL)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  return output;
}

static guint
get_count (FakeModel *self, const guint *count)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = *count;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_model_count_answers (FakeModel *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->answers);
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_model_count_refused (FakeModel *self)
{
  return get_count (self, &self->n_refused);
}

guint
fake_model_count_tools (FakeModel *self)
{
  return get_count (self, &self->n_tools);
}

guint
fake_model_count_agents (FakeModel *self)
{
  return get_count (self, &self->n_agents);
}

/*** class ***/

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FakeModel *self = FAKE_MODEL (object);

  g_mutex_lock (&self->lock);
  g_free (self->tools);
  self->tools = g_value_dup_string (value);
  self->n_tools++;
  g_mutex_unlock (&self->lock);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FakeModel *self = FAKE_MODEL (object);

  g_mutex_lock (&self->lock);
  g_value_set_string (value, self->tools);
  g_mutex_unlock (&self->lock);
}

static void
finalize (GObject *object)
{
  FakeModel *self = FAKE_MODEL (object);

  g_hash_table_unref (self->answers);
  g_free (self->tools);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (fake_model_parent_class)->finalize (object);
}

static void
fake_model_init (FakeModel *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->answers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
take_first (GSignalInvocationHint *hint, GValue *result, const GValue *value,
    gpointer data)
{
  g_value_copy (value, result);
  return g_value_get_string (value) == NULL;
}

static void
fake_model_class_init (FakeModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  g_object_class_install_property (object_class, PROP_TOOLS,
      g_param_spec_string ("tools", "Tools", "As of the real element", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  function_call = g_signal_new ("function-call", type, G_SIGNAL_RUN_LAST, 0,
      take_first, NULL, NULL, G_TYPE_STRING, 3, G_TYPE_STRING, G_TYPE_STRING,
      G_TYPE_STRING);
  g_signal_new_class_handler ("send-function-output", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (take_output), NULL, NULL,
      NULL, G_TYPE_BOOLEAN, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new_class_handler ("switch-agent", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (switch_agent), NULL,
      NULL, NULL, G_TYPE_BOOLEAN, 1, GST_TYPE_STRUCTURE);
}

FakeModel *
fake_model_new (void)
{
  FakeModel *self = g_object_new (TYPE_FAKE_MODEL, NULL);

  return gst_object_ref_sink (self);
}
