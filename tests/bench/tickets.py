#!/usr/bin/env python3
"""Tickets of a growing university, for `guichet import tickets`: the texts of tools/make-tickets.py, in the order of
time, in a shape that makes sizes comparable.

usage: tickets.py N > tickets.jsonl

Groups grow slower than tickets (8, 40, 60) and every group has about as many open tickets everywhere (30 to 100): ten
years of tickets are closed ones.  The newest and one in two hundred of the others have three comments, the rest of a
million has one, so that loading it takes minutes and not an hour; what the bench asks for always has three.
"""
import importlib.util
import json
import os
import sys

UNTIL = 1768582800  # 2026-01-16T17:00:00Z


def texts():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "make-tickets.py")
    spec = importlib.util.spec_from_file_location("make_tickets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shape(n):
    """Groups, open tickets."""
    groups = 8 if n < 20000 else 40 if n < 500000 else 60
    return groups, min(n // 4, groups * 100)


def group_name(i):
    return f"equipe-{i:02}"


def asked_for(i, n):
    """The tickets that the bench opens have three comments."""
    return n <= 200000 or i % 200 == 0 or n - i <= 10000


class Shaped:
    def __init__(self, n):
        self.words = texts()
        self.n = n
        self.groups, self.open = shape(n)
        self.maker = self.words.Maker(1, max(50, min(n // 10, 50000)), UNTIL, 10)
        self.r = self.maker.r

    def ticket(self, i):
        m, r = self.words, self.r
        who, agent = r.choice(self.maker.people), r.choice(m.AGENTS)
        _, subject, body = r.choice(m.TOPICS)
        is_open = self.n - i <= self.open
        at = UNTIL - 7200 - (self.n - i) * (300 if is_open else 3000000 // max(1, self.n // 100))
        state = r.choice(("new", "new", "open", "open", "pending")) if is_open else "closed"
        words = self.maker.words(who)
        title = subject.format(**words)
        comments = self.maker.comments(who, agent, at)
        if not asked_for(i, self.n):
            comments = comments[:1]
        mine = {"assigned_to": {"login": agent[0], "name": agent[1]}} if state != "new" else {}
        return {"kind": "incident", "subject": title[:1].upper() + title[1:], "body": body.format(**words),
                "requester": who, "group": group_name(i % self.groups), "state": state,
                "priority": r.choice(m.PRIORITIES), "channel": r.choice(m.CHANNELS), "created_at": m.stamp(at),
                "comments": comments, **mine}


def main():
    n = int(sys.argv[1])
    shaped = Shaped(n)
    for i in range(n):
        sys.stdout.write(json.dumps(shaped.ticket(i), ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
