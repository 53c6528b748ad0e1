#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The shop's till: a call of a function on stdin, its answer on stdout. The
menu comes with the call, from the agent's context. Orders are appended, a line
of JSON each, to the file that MENU_ORDERS names; without it they are priced
only."""

import decimal
import json
import os
import sys
import uuid


def read_menu(context):
    """The things that can be had, by their ids."""
    return {item["id"]: item
            for category in context.get("menu", [])
            for item in category.get("items", [])
            if not item.get("sold_out")}


def price_order(call):
    menu = read_menu(call["context"])
    wanted = call["arguments"]["items"]
    total = sum((decimal.Decimal(str(menu[item["id"]]["price"]))
                 * int(item["count"])
                 for item in wanted if item["id"] in menu), decimal.Decimal(0))
    return {"total": f"{total:.2f}",
            "not_available": [item["id"] for item in wanted
                              if item["id"] not in menu]}


def place_order(call):
    price = price_order(call)
    if price["not_available"]:
        raise ValueError("This cannot be had: "
                         + ", ".join(price["not_available"]))
    number = uuid.uuid4().hex[:6]
    order = {"order": number, "total": price["total"],
             "items": call["arguments"]["items"],
             "name": call["arguments"]["name"],
             "phone": call["call"].get("from")}
    if "MENU_ORDERS" in os.environ:
        with open(os.environ["MENU_ORDERS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(order) + "\n")
    return {"order": number, "total": price["total"], "minutes": 25}


def main():
    call = json.load(sys.stdin)
    functions = {"price_order": price_order, "place_order": place_order}
    try:
        result = functions[call["tool"]](call)
    except (ValueError, KeyError, OSError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    json.dump(result, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
