"""The smallest law that tests write down: a license is required for whoever is listed."""

from __future__ import annotations

LISTED = """\
id: law.listed
title: License required for a listed party
effect: requires
subject: party
when:
  this_party: {list: entity_list}
versions:
  - version: v1
    from: 2019-05-16
    announced: 2019-05-15
    authority: 84 FR 22961
"""
