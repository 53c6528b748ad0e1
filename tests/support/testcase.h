/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* testcase.h - a test and its name, written once.
 *
 * TEST (a_sentence) { … } is a test; the program runs its tests in the order of
 * the file, by the path /FILE/a_sentence. TEST_WITH and TEST_F give it a
 * structure that is set up before and cleared behind it. TEST_ROW is for one
 * that takes an argument. A file ends with TEST_MAIN (what is set up before),
 * or with a main() of its own that begins with test_init(). */

#pragma once

#include <glib.h>
#include <string.h>

typedef struct _TestCase TestCase;

struct _TestCase
{
  const gchar *name;
  GTestFunc func;
  TestCase *next;
};

static TestCase *testcase_first;
static G_GNUC_UNUSED TestCase **testcase_end = &testcase_first;

#define TEST(name) \
  static void test_##name (void); \
  __attribute__ ((constructor)) static void test_enlist_##name (void) \
  { \
    static TestCase test_case = { #name, test_##name, NULL }; \
    *testcase_end = &test_case; \
    testcase_end = &test_case.next; \
  } \
  static void test_##name (void)

/* With a structure that START fills in, by what else is given, and STOP clears;
 * the test gets a pointer to it. */
#define TEST_BETWEEN(Type, start, stop, thing, name, ...) \
  static void test_with_##name (Type *thing); \
  TEST (name) \
  { \
    Type thing = { 0 }; \
    start (&thing, ##__VA_ARGS__); \
    test_with_##name (&thing); \
    stop (&thing); \
  } \
  static void test_with_##name (Type *thing)

/* The same by the usual names: thing_start() and thing_stop(). */
#define TEST_WITH(Type, thing, ...) \
  TEST_BETWEEN (Type, thing##_start, thing##_stop, thing, __VA_ARGS__)

/* With a Fixture *f, set_up() and tear_down(). */
#define TEST_F(name) \
  static void test_with_##name (Fixture *f); \
  TEST (name) \
  { \
    Fixture f = { 0 }; \
    set_up (&f); \
    test_with_##name (&f); \
    tear_down (&f); \
  } \
  static void test_with_##name (Fixture *f)

/* FILE is that of the test. */
static inline gchar *
test_path (const gchar *file, const gchar *name)
{
  g_autofree gchar *base = g_path_get_basename (file);

  return g_strdup_printf ("/%.*s/%s", (gint) strcspn (base, "."), base, name);
}

static inline void
test_add_row (const gchar *file, const gchar *group, const gchar *name,
    gconstpointer row, GTestDataFunc func)
{
  g_autofree gchar *path = test_path (file, group);
  g_autofree gchar *whole = g_strconcat (path, "/", name, NULL);

  g_test_add_data_func (whole, row, func);
}

static inline void
test_add_numbered (const gchar *file, const gchar *group, gsize number,
    gconstpointer row, GTestDataFunc func)
{
  g_autofree gchar *name = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

  test_add_row (file, group, name, row, func);
}

/* A test of one argument, with this one. */
#define TEST_ROW(func, name, row) \
  test_add_row (__FILE__, #func, name, row, test_##func)

/* The same for each row of a table, which has a member NAME, or for each of its
 * words; or by the row's number, where nothing else names it. */
#define TEST_ROWS(func, rows) \
  for (gsize test_row = 0; test_row < G_N_ELEMENTS (rows); test_row++) \
  TEST_ROW (func, (rows)[test_row].name, &(rows)[test_row])
#define TEST_WORDS(func, words) \
  for (gsize test_row = 0; test_row < G_N_ELEMENTS (words); test_row++) \
  TEST_ROW (func, (words)[test_row], (words)[test_row])
#define TEST_NUMBERED(func, rows) \
  for (gsize test_row = 0; test_row < G_N_ELEMENTS (rows); test_row++) \
  test_add_numbered (__FILE__, #func, test_row, &(rows)[test_row], test_##func)

#define test_init(argc, argv) test_init_file (argc, argv, __FILE__)

static inline void
test_init_file (int *argc, char ***argv, const gchar *file)
{
  g_test_init (argc, argv, NULL);
  for (TestCase *test = testcase_first; test != NULL; test = test->next) {
    g_autofree gchar *path = test_path (file, test->name);

    g_test_add_func (path, test->func);
  }
}

#define TEST_MAIN(...) \
  int main (int argc, char **argv) \
  { \
    test_init (&argc, &argv); \
    __VA_ARGS__; \
    return g_test_run (); \
  }
