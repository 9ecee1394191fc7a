#!/usr/bin/env python3
"""Prints one line per judge; fails if one finds a fault.

  judge.py template             template.yaml
  judge.py requests FILE        what the packages sent, as the stack tests wrote it down

Last, each judge is shown what is broken for it, and must see the fault.
"""
import sys

import broken
import lifecycle_judges
import request_judges
import template_judges
from stack import template

TEMPLATE = [
    template_judges.versions,
    template_judges.json_properties,
    template_judges.names,
    template_judges.limits,
    *lifecycle_judges.ALL,
]


def judged(judge, *what):
    wrong = judge(*what)
    print(f'{judge.__module__.split("_")[0]}, {judge.__name__.replace("_", " ")}: {"; ".join(wrong) or "no fault"}')
    return wrong


def main(mode, *arguments):
    if mode == 'template':
        judges, broken_for, whole = TEMPLATE, broken.TEMPLATES, template()
    else:
        judges, broken_for, whole = request_judges.ALL, broken.REQUESTS, request_judges.read(*arguments)
    faults = [fault for judge in judges for fault in judged(judge, whole)]
    unseen = broken.unseen(judges, broken_for, whole)
    print(f'broken on purpose: {"; ".join(unseen) or "each judge saw it"}')
    return 1 if faults + unseen else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
