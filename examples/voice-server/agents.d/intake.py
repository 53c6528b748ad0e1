#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Decides what the lawyer will look at: a call on stdin, with the facts that
were noted; the answer on stdout. The rules are simplified, and no legal
advice."""

import json
import sys

NEEDED = ("household_size", "monthly_income", "monthly_expenses", "debts")
# What a household of one may have left each month, and each further person.
FREE_FIRST = 800
FREE_FURTHER = 200


def main():
    facts = json.load(sys.stdin)["facts"]
    missing = [name for name in NEEDED if name not in facts]
    if missing:
        print("Ask for what is missing: " + ", ".join(missing),
              file=sys.stderr)
        return 1
    left = float(facts["monthly_income"]) - float(facts["monthly_expenses"])
    free = FREE_FIRST + FREE_FURTHER * (int(facts["household_size"]) - 1)
    json.dump({"chapter": "7" if left < free else "13",
               "left_each_month": round(left, 2)}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
