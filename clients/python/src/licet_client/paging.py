"""Provisions come page by page, and all pages are of one rule set."""

from __future__ import annotations

from licet.v1.service_pb2 import ListProvisionsRequest, ListProvisionsResponse

from licet_client.asking import refuse_no_text
from licet_client.reading import Told, is_revision, server_fault


class Pages:
    """Which page of provisions to ask for next; `request` is None after the last one."""

    def __init__(self, revision: str | None) -> None:
        refuse_no_text(revision=revision)
        self._asked = ListProvisionsRequest(revision=revision)
        self._revision = ""
        self._turned = {""}
        self.request: ListProvisionsRequest | None = self._asked

    def turn(self, told: Told[ListProvisionsResponse]) -> None:
        """Go on to the next page; raises `ServerFault` where the pages do not fit together."""
        page = told.response
        if not is_revision(page.revision, self._revision or self._asked.revision):
            raise server_fault("the rules are others than on the page before", told.request_id)
        if page.next_page_token in self._turned - {""}:
            raise server_fault("the pages of provisions go round in a circle", told.request_id)
        self._revision = page.revision
        self._turned.add(page.next_page_token)
        self.request = self._page(page.next_page_token) if page.next_page_token else None

    def _page(self, token: str) -> ListProvisionsRequest:
        request = ListProvisionsRequest(page_token=token)
        request.MergeFrom(self._asked)
        return request
