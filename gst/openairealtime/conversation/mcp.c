/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mcp.c - how far calls and approvals have come.
 *
 * A call is known by its item. That of an approval is another item; what they
 * have in common is the approval's id, which the call may only learn later, so
 * server, name and arguments are compared as well. */

#include "mcp.h"

#include "action.h"
#include "mcpitem.h"

#include <string.h>

/* A call without any sign for this long counts as ended. */
#define CALL_LIMIT (60 * G_GINT64_CONSTANT (1000000))
#define MAX_CALLS 64

typedef enum
{
  CALL_OPEN,
  CALL_ENDED,
} CallState;

typedef struct
{
  OaItemInfo *item;
  CallState state;
  gint64 sign; /* the last one */
} Call;

typedef enum
{
  APPROVAL_ASKED,
  APPROVAL_DECIDED,
  APPROVAL_SENT,
} ApprovalState;

typedef struct
{
  OaItemInfo *item;
  ApprovalState state;
  gboolean approve;
  gchar *reason;
  gint64 sent;
} Approval;

struct _OaMcp
{
  GQueue calls;     /* of Call */
  GQueue approvals; /* of Approval; approved ones until their call
                     * has begun */
  GQueue lists;     /* of OaItemInfo */
  guint next_id;
  gboolean ended;
};

static void
call_free (Call *call)
{
  oa_item_info_free (call->item);
  g_free (call);
}

static void
approval_free (Approval *approval)
{
  oa_item_info_free (approval->item);
  g_free (approval->reason);
  g_free (approval);
}

OaMcp *
oa_mcp_new (void)
{
  return g_new0 (OaMcp, 1);
}

void
oa_mcp_time_out (OaMcp *self)
{
  g_queue_clear_full (&self->calls, (GDestroyNotify) call_free);
  g_queue_clear_full (&self->approvals, (GDestroyNotify) approval_free);
  self->ended = FALSE;
}

void
oa_mcp_reset (OaMcp *self)
{
  oa_mcp_time_out (self);
  g_queue_clear_full (&self->lists, (GDestroyNotify) oa_item_info_free);
}

void
oa_mcp_free (OaMcp *self)
{
  oa_mcp_reset (self);
  g_free (self);
}

static const gchar *
name_progress (gboolean runs, gboolean failed)
{
  return runs ? "in-progress" : failed ? "failed" : "completed";
}

static void
notify (GPtrArray *actions, OaNoticeKind kind, const OaItemInfo *item,
    const gchar *status)
{
  oa_actions_notify (actions,
      &(OaNotice){ kind, item->id,
          .mcp = { (OaItemInfo *) item, (gchar *) status } });
}

/* A Call or an Approval: both begin with their item. */
static gpointer
find_by_id (GQueue *queue, const gchar *id)
{
  for (GList *l = queue->head; l != NULL; l = l->next)
    if (g_strcmp0 ((*(OaItemInfo **) l->data)->id, id) == 0)
      return l->data;
  return NULL;
}

/*** calls ***/

/* What began without its item has only an id until the item comes. */
static Call *
ensure_call (OaMcp *self, const gchar *id, gint64 now)
{
  Call *call = find_by_id (&self->calls, id);

  if (call == NULL) {
    call = g_new0 (Call, 1);
    call->item = g_new0 (OaItemInfo, 1);
    call->item->id = g_strdup (id);
    call->item->kind = OA_ITEM_MCP_CALL;
    g_queue_push_tail (&self->calls, call);
    if (self->calls.length > MAX_CALLS)
      call_free (g_queue_pop_head (&self->calls));
  }
  call->sign = now;
  return call;
}

static void
end_call (OaMcp *self, Call *call)
{
  if (call->state == CALL_ENDED)
    return;
  call->state = CALL_ENDED;
  self->ended = TRUE;
}

/* The call that an approval was for is there: it is waited for instead. */
static void
forget_approval (OaMcp *self, const OaItemInfo *item)
{
  GList *l;

  for (l = self->approvals.head; l != NULL; l = l->next) {
    Approval *approval = l->data;

    if (approval->state != APPROVAL_SENT || !approval->approve
        || (g_strcmp0 (item->approval_request_id, approval->item->id) != 0
            && !oa_mcp_item_is_same_call (item, approval->item)))
      continue;
    approval_free (approval);
    g_queue_delete_link (&self->approvals, l);
    return;
  }
}

/* The first of its texts count until there are later ones. */
static void
take_item (Call *call, const OaItemInfo *item)
{
  OaItemInfo *copy = oa_item_info_copy (item);

  if (copy->arguments == NULL || *copy->arguments == '\0') {
    g_free (copy->arguments);
    copy->arguments = g_steal_pointer (&call->item->arguments);
  }
  oa_item_info_free (call->item);
  call->item = copy;
}

static void
handle_call_item (OaMcp *self, const OaItemInfo *item, gboolean done,
    gint64 now, GPtrArray *actions)
{
  Call *call = ensure_call (self, item->id, now);
  gboolean told = oa_mcp_item_has_result (call->item);

  take_item (call, item);
  if (done && oa_mcp_item_has_result (item)) {
    forget_approval (self, item);
    if (!told)
      notify (actions, OA_NOTICE_MCP_CALL, call->item, "result");
    end_call (self, call);
  }
  oa_mcp_item_shorten (call->item);
}

static void
handle_progress (OaMcp *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  gboolean failed = event->type == OA_EVENT_MCP_CALL_FAILED;
  gboolean begins = event->type == OA_EVENT_MCP_CALL_IN_PROGRESS;
  Call *call;

  if (!oa_mcp_item_is_usable_id (event->item_id))
    return;
  call = ensure_call (self, event->item_id, now);
  forget_approval (self, call->item);
  notify (actions, OA_NOTICE_MCP_CALL, call->item,
      name_progress (begins, failed));
  if (!begins)
    end_call (self, call);
}

static void
handle_arguments (OaMcp *self, const OaEvent *event, gint64 now)
{
  Call *call;

  if (!oa_mcp_item_is_usable_id (event->item_id) || event->text == NULL)
    return;
  call = ensure_call (self, event->item_id, now);
  g_free (call->item->arguments);
  call->item->arguments = g_strdup (event->text);
  oa_mcp_item_shorten (call->item);
}

/*** approval ***/

static void
handle_approval_item (OaMcp *self, const OaItemInfo *item, GPtrArray *actions)
{
  Approval *approval;

  if (find_by_id (&self->approvals, item->id) != NULL)
    return;
  approval = g_new0 (Approval, 1);
  approval->item = oa_mcp_item_copy (item);
  g_queue_push_tail (&self->approvals, approval);
  if (self->approvals.length > MAX_CALLS)
    approval_free (g_queue_pop_head (&self->approvals));
  notify (actions, OA_NOTICE_MCP_APPROVAL, item, NULL);
}

OaOutputResult
oa_mcp_decide (OaMcp *self, const gchar *approval_id, gboolean approve,
    const gchar *reason)
{
  Approval *approval = find_by_id (&self->approvals, approval_id);

  if (approval == NULL)
    return OA_OUTPUT_UNKNOWN;
  if (approval->state != APPROVAL_ASKED)
    return OA_OUTPUT_DUPLICATE;
  approval->state = APPROVAL_DECIDED;
  approval->approve = approve;
  approval->reason = g_strdup (reason);
  return OA_OUTPUT_TAKEN;
}

static void
send_decision (OaMcp *self, const Approval *approval, GPtrArray *actions)
{
  gchar *id = g_strdup_printf ("mcpa_%u", ++self->next_id);

  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_DECIDE, .item_id = id,
          .request_id = approval->item->id, .approve = approval->approve,
          .text = approval->reason });
  g_free (id);
}

/* A call that was not approved has ended. */
static void
end_refused (OaMcp *self, const OaItemInfo *item)
{
  GList *l;

  for (l = self->calls.head; l != NULL; l = l->next) {
    Call *call = l->data;

    if (call->state == CALL_OPEN
        && oa_mcp_item_is_same_call (call->item, item)) {
      end_call (self, call);
      break;
    }
  }
  self->ended = TRUE;
}

void
oa_mcp_send (OaMcp *self, gint64 now, GPtrArray *actions)
{
  GList *l;

  for (l = self->approvals.head; l != NULL; l = l->next) {
    Approval *approval = l->data;

    if (approval->state != APPROVAL_DECIDED)
      continue;
    approval->state = APPROVAL_SENT;
    approval->sent = now;
    send_decision (self, approval, actions);
    if (!approval->approve)
      end_refused (self, approval->item);
  }
}

/*** lists of tools ***/

static void
handle_list (OaMcp *self, const OaEvent *event, GPtrArray *actions)
{
  OaItemInfo bare = { .id = event->item_id, .kind = OA_ITEM_MCP_LIST_TOOLS };
  const OaItemInfo *item = oa_mcp_items_find (&self->lists, event->item_id);

  notify (actions, OA_NOTICE_MCP_TOOLS, item != NULL ? item : &bare,
      name_progress (event->type == OA_EVENT_MCP_TOOLS_IN_PROGRESS,
          event->type == OA_EVENT_MCP_TOOLS_FAILED));
}

/*** all together ***/

static void
handle_item (OaMcp *self, const OaEvent *event, gint64 now, GPtrArray *actions)
{
  gboolean done = event->type == OA_EVENT_ITEM_DONE
      || event->type == OA_EVENT_OUTPUT_ITEM_DONE;

  if (event->item == NULL || !oa_mcp_item_is_usable_id (event->item->id))
    return;
  switch (event->item->kind) {
    case OA_ITEM_MCP_CALL:
      handle_call_item (self, event->item, done, now, actions);
      break;
    case OA_ITEM_MCP_APPROVAL_REQUEST:
      handle_approval_item (self, event->item, actions);
      break;
    case OA_ITEM_MCP_LIST_TOOLS:
      oa_mcp_items_replace (&self->lists, event->item, MAX_CALLS);
      break;
    default:
      break;
  }
}

void
oa_mcp_handle (OaMcp *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  switch (event->type) {
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
    case OA_EVENT_OUTPUT_ITEM_ADDED:
    case OA_EVENT_OUTPUT_ITEM_DONE:
      handle_item (self, event, now, actions);
      break;
    case OA_EVENT_MCP_ARGUMENTS_DONE:
      handle_arguments (self, event, now);
      break;
    case OA_EVENT_MCP_CALL_IN_PROGRESS:
    case OA_EVENT_MCP_CALL_COMPLETED:
    case OA_EVENT_MCP_CALL_FAILED:
      handle_progress (self, event, now, actions);
      break;
    case OA_EVENT_MCP_TOOLS_IN_PROGRESS:
    case OA_EVENT_MCP_TOOLS_COMPLETED:
    case OA_EVENT_MCP_TOOLS_FAILED:
      handle_list (self, event, actions);
      break;
    default:
      break;
  }
}

/* Asked for, or approved and not begun. */
static gboolean
is_pending (const Approval *approval)
{
  return approval->state != APPROVAL_SENT || approval->approve;
}

/* When the service must have said more; -1 = that is up to the user. */
static gint64
get_limit (const Approval *approval)
{
  return approval->state == APPROVAL_SENT && approval->approve
      ? approval->sent + CALL_LIMIT
      : -1;
}

/* A call that waits for its approval is not late. */
static gboolean
awaits_approval (const OaMcp *self, const Call *call)
{
  const GList *l;

  for (l = self->approvals.head; l != NULL; l = l->next) {
    const Approval *approval = l->data;

    if (is_pending (approval)
        && oa_mcp_item_is_same_call (approval->item, call->item))
      return TRUE;
  }
  return FALSE;
}

gboolean
oa_mcp_is_open (const OaMcp *self)
{
  const GList *l;

  for (l = self->calls.head; l != NULL; l = l->next) {
    if (((Call *) l->data)->state == CALL_OPEN)
      return TRUE;
  }
  for (l = self->approvals.head; l != NULL; l = l->next) {
    if (is_pending (l->data))
      return TRUE;
  }
  return FALSE;
}

gboolean
oa_mcp_take_ended (OaMcp *self)
{
  gboolean ended = self->ended;

  self->ended = FALSE;
  return ended;
}

gint64
oa_mcp_get_deadline (const OaMcp *self)
{
  gint64 deadline = G_MAXINT64;
  const GList *l;

  for (l = self->calls.head; l != NULL; l = l->next) {
    const Call *call = l->data;

    if (call->state == CALL_OPEN && !awaits_approval (self, call))
      deadline = MIN (deadline, call->sign + CALL_LIMIT);
  }
  for (l = self->approvals.head; l != NULL; l = l->next) {
    if (get_limit (l->data) >= 0)
      deadline = MIN (deadline, get_limit (l->data));
  }
  return deadline < G_MAXINT64 ? deadline : -1;
}

void
oa_mcp_poll (OaMcp *self, gint64 now, GPtrArray *actions)
{
  GList *l, *next;

  /* First, as a call waits for its approval no longer then. */
  for (l = self->approvals.head; l != NULL; l = next) {
    next = l->next;
    if (get_limit (l->data) < 0 || now < get_limit (l->data))
      continue;
    end_refused (self, ((Approval *) l->data)->item);
    approval_free (l->data);
    g_queue_delete_link (&self->approvals, l);
  }
  for (l = self->calls.head; l != NULL; l = l->next) {
    Call *call = l->data;

    if (call->state == CALL_ENDED || now < call->sign + CALL_LIMIT
        || awaits_approval (self, call))
      continue;
    notify (actions, OA_NOTICE_MCP_CALL, call->item, "lost");
    end_call (self, call);
  }
}
