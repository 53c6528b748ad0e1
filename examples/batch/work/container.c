/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* container.c - see container.h. */

#include "container.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Joined files are not looked at without an end. */
#define MAX_PARTS 1000
/* Headers of programs that did not know the length, in a pipe. */
#define UNKNOWN_32 0x7fff0000
#define MAX_PLAIN_FORMAT 7
#define PORTION ((guint64) 1 << 20)

typedef struct
{
  gint fd;
  guint64 size;
  OrbContainer *out;
} File;

/* FALSE behind the end. */
static gboolean
read_at (File *file, guint64 at, gpointer data, gsize length)
{
  return at <= file->size && length <= file->size - at
      && pread (file->fd, data, length, at) == (gssize) length;
}

static void
add_part (File *file, guint64 at)
{
  file->out->parts++;
  g_array_append_val (file->out->starts, at);
}

static guint64
big (const guint8 *data, guint bytes)
{
  guint64 value = 0;

  for (guint i = 0; i < bytes; i++)
    value = value << 8 | data[i];
  return value;
}

static guint64
little (const guint8 *data, guint bytes)
{
  guint64 value = 0;

  for (guint i = bytes; i > 0; i--)
    value = value << 8 | data[i - 1];
  return value;
}

static gboolean
is (const guint8 *data, const gchar *tag)
{
  return memcmp (data, tag, strlen (tag)) == 0;
}

/*** RIFF ***/

typedef struct
{
  guint64 (*number) (const guint8 *data, guint bytes);
  guint32 byte_rate;
  guint16 format;
  guint64 long_size; /* of data, of a file of more than 4 GiB */
} Wave;

/* The size of the data that is told; 0 = not known. */
static guint64
get_data_size (File *file, const Wave *wave, guint64 at, guint64 told)
{
  if (told == G_MAXUINT32 && wave->long_size > 0)
    told = wave->long_size;
  return told >= UNKNOWN_32 && told != wave->long_size && told > file->size - at
      ? 0
      : told;
}

static void
take_wave_data (File *file, const Wave *wave, guint64 at, guint64 size)
{
  gboolean plain = wave->format <= MAX_PLAIN_FORMAT && wave->format != 2;

  file->out->cut |= size > file->size - at;
  /* The rate of what is coded is only about right. */
  if (wave->byte_rate > 0 && (plain || wave->format == 0xfffe))
    file->out->promised += size / (gdouble) wave->byte_rate;
}

/* Returns where the next recording may begin. */
static guint64
look_at_wave (File *file, guint64 at, Wave *wave)
{
  guint8 head[8], body[16];
  guint64 next = at + 12;

  while (read_at (file, next, head, 8) && !is (head, "RIFF")
      && !is (head, "RIFX")) {
    guint64 size = wave->number (head + 4, 4), start = next + 8;

    if (is (head, "fmt ") && read_at (file, start, body, 16)) {
      wave->format = wave->number (body, 2);
      wave->byte_rate = wave->number (body + 8, 4);
    } else if (is (head, "ds64") && read_at (file, start, body, 16)) {
      wave->long_size = wave->number (body + 8, 8);
    } else if (is (head, "data")) {
      size = get_data_size (file, wave, start, size);
      if (size == 0)
        return file->size;
      take_wave_data (file, wave, start, size);
    }
    if (size > file->size - start)
      return file->size;
    next = start + size + (size & 1);
  }
  return next;
}

static void
look_at_riff (File *file)
{
  guint64 at = 0;
  guint8 head[12];

  while (file->out->parts < MAX_PARTS && read_at (file, at, head, 12)
      && (is (head, "RIFF") || is (head, "RIFX") || is (head, "RF64"))) {
    Wave wave = {
      is (head, "RIFX") ? big : little,
      0,
    };
    guint64 size = wave.number (head + 4, 4);

    /* A long AVI file goes on so. */
    if (!is (head + 8, "AVIX"))
      add_part (file, at);
    if (is (head + 8, "WAVE")) {
      at = look_at_wave (file, at, &wave);
    } else {
      file->out->cut |= size < UNKNOWN_32 && at + 8 + size > file->size;
      at += 8 + size + (size & 1);
    }
  }
}

/*** AIFF, AU, FLAC ***/

/* A number of ten bytes, as AIFF has it. */
static gdouble
read_extended (const guint8 *data)
{
  gint exponent = (big (data, 2) & 0x7fff) - 16383 - 63;

  return ldexp ((gdouble) big (data + 2, 8), exponent);
}

static void
look_at_form (File *file, guint64 at, guint64 end)
{
  guint8 head[8], body[18];

  for (at += 12; at < end && read_at (file, at, head, 8);) {
    guint64 size = big (head + 4, 4), start = at + 8;

    if (is (head, "COMM") && read_at (file, start, body, 18)) {
      gdouble rate = read_extended (body + 8);

      if (rate >= 1)
        file->out->promised += big (body + 2, 4) / rate;
    }
    if (size > file->size - start) {
      file->out->cut = TRUE;
      return;
    }
    at = start + size + (size & 1);
  }
}

static void
look_at_aiff (File *file)
{
  guint64 at = 0;
  guint8 head[12];

  while (file->out->parts < MAX_PARTS && read_at (file, at, head, 12)
      && is (head, "FORM")) {
    guint64 end = at + 8 + big (head + 4, 4);

    add_part (file, at);
    look_at_form (file, at, end);
    at = end + (end & 1);
  }
}

static void
look_at_au (File *file)
{
  guint8 head[24];
  guint64 at = 0;

  while (file->out->parts < MAX_PARTS && read_at (file, at, head, 24)
      && is (head, ".snd")) {
    guint64 size = big (head + 8, 4);

    add_part (file, at);
    if (size >= UNKNOWN_32)
      return;
    at += big (head + 4, 4) + size;
    file->out->cut |= at > file->size;
    if (size == 0)
      return;
  }
}

static void
look_at_stream (File *file, guint64 at)
{
  guint8 head[26];
  guint32 rate;

  if (!read_at (file, at, head, 26))
    return;
  add_part (file, at);
  rate = big (head + 18, 3) >> 4;
  if (rate > 0)
    file->out->promised += (big (head + 21, 5) & 0xfffffffff) / (gdouble) rate;
}

static gboolean
is_stream (const guint8 *data)
{
  return is (data, "fLaC") && (data[4] & 0x7f) == 0 && big (data + 5, 3) == 34;
}

/* Nothing but its mark tells where the next one begins. */
static void
look_at_flac (File *file, guint64 at)
{
  guint8 *data = g_malloc (PORTION);

  while (at + 8 < file->size && file->out->parts < MAX_PARTS) {
    gsize length = MIN (PORTION, file->size - at);
    const guint8 *mark = data;

    if (!read_at (file, at, data, length))
      break;
    while ((mark = memchr (mark, 'f', data + length - mark)) != NULL
        && data + length - mark >= 8) {
      if (is_stream (mark) && file->out->parts < MAX_PARTS)
        look_at_stream (file, at + (mark - data));
      mark++;
    }
    at += length > 8 ? length - 7 : length;
  }
  g_free (data);
}

/*** MP3 ***/

/* The number of frames, if a coder told it in the first one. */
static guint64
find_frames (const guint8 *frame, gboolean mpeg1, gboolean mono)
{
  guint side = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
  const guint8 *xing = frame + 4 + side, *vbri = frame + 36;

  if ((is (xing, "Xing") || is (xing, "Info")) && xing[7] & 1)
    return big (xing + 8, 4);
  return is (vbri, "VBRI") ? big (vbri + 14, 4) : 0;
}

static void
look_at_mp3 (File *file, guint64 at)
{
  static const guint rates[] = { 44100, 48000, 32000, 0 };
  guint8 frame[64];
  guint rate;
  gboolean mpeg1;

  if (!read_at (file, at, frame, sizeof (frame)) || frame[0] != 0xff
      || (frame[1] & 0xe6) != 0xe2)
    return;
  mpeg1 = (frame[1] & 0x18) == 0x18;
  rate = rates[frame[2] >> 2 & 3] >> (mpeg1  ? 0
                 : (frame[1] & 0x18) == 0x10 ? 1
                                             : 2);
  if (rate > 0)
    file->out->promised = find_frames (frame, mpeg1, frame[3] >> 6 == 3)
        * (mpeg1 ? 1152.0 : 576.0) / rate;
}

/* ID3 stands before MP3 and sometimes FLAC. */
static void
look_behind_id3 (File *file, const guint8 *head)
{
  guint64 at = 10
      + ((guint64) head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]);
  guint8 next[4];

  if (!read_at (file, at, next, 4))
    return;
  if (is (next, "fLaC"))
    look_at_flac (file, at);
  else
    look_at_mp3 (file, at);
}

/*** MP4 ***/

/* A box: its size with its head, and where its content begins. */
static guint64
read_box (File *file, guint64 at, guint64 end, guint8 *type, guint64 *content)
{
  guint8 head[16];
  guint64 size;

  if (!read_at (file, at, head, 8))
    return 0;
  size = big (head, 4);
  *content = at + 8;
  memcpy (type, head + 4, 4);
  if (size == 1 && read_at (file, at, head, 16)) {
    size = big (head + 8, 8);
    *content = at + 16;
  } else if (size == 0) {
    size = end - at;
  }
  return size >= *content - at ? size : 0;
}

/* The first child of the type; its end, and where its content begins. */
static gboolean
find_box (File *file, guint64 at, guint64 end, const gchar *type,
    guint64 *content, guint64 *content_end)
{
  guint8 found[4];
  guint64 size;

  end = MIN (end, file->size);
  for (; at < end && (size = read_box (file, at, end, found, content)) > 0
       && size <= end - at;
       at += size) {
    *content_end = at + size;
    if (is (found, type))
      return TRUE;
  }
  return FALSE;
}

/* Seconds of a track of sound as it is played, or 0. */
static gdouble
read_track (File *file, guint64 at, guint64 end, guint32 scale)
{
  guint64 media, media_end, box, box_end, duration;
  guint8 data[36];

  if (!find_box (file, at, end, "mdia", &media, &media_end)
      || !find_box (file, media, media_end, "hdlr", &box, &box_end)
      || !read_at (file, box, data, 12) || !is (data + 8, "soun")
      || !find_box (file, at, end, "tkhd", &box, &box_end)
      || !read_at (file, box, data, 36))
    return 0;
  duration = data[0] == 1 ? big (data + 28, 8) : big (data + 20, 4);
  return duration < G_MAXUINT32 ? duration / (gdouble) scale : 0;
}

/* Units per second of all that a movie tells. */
static guint32
read_scale (File *file, guint64 at, guint64 end)
{
  guint64 box, box_end;
  guint8 data[24];

  if (!find_box (file, at, end, "mvhd", &box, &box_end)
      || !read_at (file, box, data, 24))
    return 0;
  return big (data + (data[0] == 1 ? 20 : 12), 4);
}

static void
look_at_movie (File *file, guint64 at, guint64 end)
{
  guint64 track, track_end;
  guint32 scale = read_scale (file, at, end);

  while (scale > 0 && find_box (file, at, end, "trak", &track, &track_end)) {
    gdouble seconds = read_track (file, track, track_end, scale);

    at = track_end;
    if (seconds <= 0)
      continue;
    file->out->promised += seconds;
    return;
  }
}

static void
look_at_mp4 (File *file)
{
  guint64 at = 0, size, content;
  guint8 type[4];

  while (file->out->parts < MAX_PARTS && at < file->size
      && (size = read_box (file, at, file->size, type, &content)) > 0) {
    if (is (type, "ftyp"))
      add_part (file, at);
    if (is (type, "moov"))
      look_at_movie (file, content, at + size);
    file->out->cut |= size > file->size - at;
    if (size > file->size - at)
      break;
    at += size;
  }
}

/*** Matroska ***/

/* Returns its bytes, 0 = none; G_MAXUINT64 = a size that is not known. */
static guint
read_size (File *file, guint64 at, guint64 *size)
{
  guint8 data[8];
  guint length = 1;

  if (!read_at (file, at, data, 1) || data[0] == 0)
    return 0;
  while (!(data[0] & 0x80 >> (length - 1)))
    length++;
  if (!read_at (file, at, data, length))
    return 0;
  *size = big (data, length) & ((G_GUINT64_CONSTANT (1) << 7 * length) - 1);
  if (*size == (G_GUINT64_CONSTANT (1) << 7 * length) - 1)
    *size = G_MAXUINT64;
  return length;
}

static void
look_at_matroska (File *file)
{
  guint64 at = 0, size = 0;
  guint8 head[4];

  while (file->out->parts < MAX_PARTS && read_at (file, at, head, 4)) {
    guint bytes = read_size (file, at + 4, &size);

    if (is (head, "\x1a\x45\xdf\xa3"))
      add_part (file, at);
    if (bytes == 0 || size == G_MAXUINT64)
      return;
    file->out->cut |= size > file->size - (at + 4 + bytes);
    if (size > file->size - (at + 4 + bytes))
      return;
    at += 4 + bytes + size;
  }
}

/*** Ogg ***/

typedef struct
{
  guint32 serial; /* of the sound of this part */
  gdouble rate;   /* 0 = there is no sound yet */
  guint64 before; /* samples that are not played */
  guint64 last;   /* as many have come, by the last page */
  gboolean data;  /* pages that begin nothing have come */
  gboolean ended;
} Part;

static void
end_part (File *file, const Part *part)
{
  if (part->rate > 0 && part->last > part->before)
    file->out->promised += (part->last - part->before) / part->rate;
}

static void
begin_stream (File *file, Part *part, guint32 serial, guint64 at)
{
  guint8 head[40];

  if (part->rate > 0 || !read_at (file, at, head, 40))
    return;
  part->serial = serial;
  if (is (head, "OpusHead")) {
    part->rate = 48000;
    part->before = little (head + 10, 2);
  } else if (is (head, "\1vorbis")) {
    part->rate = little (head + 12, 4);
  } else if (is (head, "Speex   ")) {
    part->rate = little (head + 36, 4);
  } else if (is (head, "\177FLAC")) {
    part->rate = big (head + 27, 3) >> 4;
  }
}

static void
take_page (File *file, Part *part, guint64 at, const guint8 *page,
    guint64 content)
{
  guint32 serial = little (page + 14, 4);
  guint64 granule = little (page + 6, 8);
  gboolean begins = page[5] & 2;

  if (begins && part->data) {
    end_part (file, part);
    *part = (Part){ 0 };
    add_part (file, at);
  }
  if (begins)
    begin_stream (file, part, serial, content);
  else
    part->data = TRUE;
  if (serial != part->serial || part->rate <= 0)
    return;
  if (granule != G_MAXUINT64)
    part->last = MAX (part->last, granule);
  part->ended |= (page[5] & 4) != 0;
}

static void
look_at_ogg (File *file)
{
  Part part = { 0 };
  guint8 page[27 + 255];
  guint64 at = 0;

  add_part (file, 0);
  while (file->out->parts < MAX_PARTS && read_at (file, at, page, 27)
      && is (page, "OggS")) {
    guint64 content = at + 27 + page[26], size = 0;

    if (!read_at (file, at + 27, page + 27, page[26]))
      break;
    for (guint i = 0; i < page[26]; i++)
      size += page[27 + i];
    file->out->cut = content + size > file->size;
    take_page (file, &part, at, page, content);
    at = content + size;
  }
  file->out->cut |= at < file->size && file->out->parts < MAX_PARTS;
  end_part (file, &part);
  file->out->open = part.rate > 0 && !part.ended;
}

/*** all ***/

static void
look (File *file)
{
  guint8 head[12];

  if (!read_at (file, 0, head, 12))
    return;
  if (is (head, "RIFF") || is (head, "RIFX") || is (head, "RF64"))
    look_at_riff (file);
  else if (is (head, "FORM"))
    look_at_aiff (file);
  else if (is (head, ".snd"))
    look_at_au (file);
  else if (is (head, "fLaC"))
    look_at_flac (file, 0);
  else if (is (head, "OggS"))
    look_at_ogg (file);
  else if (is (head, "\x1a\x45\xdf\xa3"))
    look_at_matroska (file);
  else if (is (head + 4, "ftyp") || is (head + 4, "moov")
      || is (head + 4, "mdat"))
    look_at_mp4 (file);
  else if (is (head, "ID3"))
    look_behind_id3 (file, head);
  else
    look_at_mp3 (file, 0);
}

void
orb_container_look (const gchar *path, OrbContainer *container)
{
  File file = { open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), 0, container };
  struct stat info;

  *container = (OrbContainer){ 0 };
  container->starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (file.fd >= 0 && fstat (file.fd, &info) == 0 && S_ISREG (info.st_mode)) {
    file.size = container->size = info.st_size;
    look (&file);
  }
  if (file.fd >= 0)
    close (file.fd);
  container->parts = MAX (container->parts, 1);
  if (!isfinite (container->promised))
    container->promised = 0;
}

void
orb_container_clear (OrbContainer *container)
{
  g_clear_pointer (&container->starts, g_array_unref);
}
