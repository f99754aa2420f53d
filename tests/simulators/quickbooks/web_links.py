"""Addresses of the pages for people, as in QuickBooks' own web app, and links to them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tests.simulators.web_elements import Child, link

from .company import Company, Record

START, CUSTOMERS, CUSTOMER = "/", "/app/customers", "/app/customerdetail"
ESTIMATE, INVOICE = "/app/estimate", "/app/invoice"


def document(company: Company, record: Record) -> Child:
    """Return a link to an invoice or estimate, the plain words for another document."""
    told = str(record.data.get("DocNumber") or f"{record.entity} {record.id}")
    path = {"Invoice": INVOICE, "Estimate": ESTIMATE}.get(record.entity)
    return link(told, path, txnId=record.id, realm=company.realm) if path else told


def customer(company: Company, record: Record) -> Element:
    """Return a link to a customer."""
    told = str(record.data.get("FullyQualifiedName") or record.data["DisplayName"])
    return link(told, CUSTOMER, nameId=record.id, realm=company.realm)
