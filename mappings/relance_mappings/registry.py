"""The converters by the name a mapping file gives them, and which one a type gets when none is named."""

import inspect
import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

from relance_mappings import converters as c
from relance_mappings import odoo_values, quickbooks_values, xero_values
from relance_mappings.converters import Converter


def _converter(function: Callable[..., object]) -> Converter:
    """Read what the check wants to know from the function's own annotations."""
    result = get_type_hints(function)["return"]
    empty = get_origin(result) is types.UnionType
    returns = next(each for each in get_args(result) if each is not types.NoneType) if empty else result
    returns = get_origin(returns) or returns
    taken = len(inspect.signature(function).parameters) - 1
    return Converter(convert=function, returns=returns, values=taken, empty=empty)


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "text": c.text,
    "optional_text": c.optional_text,
    "either_text": c.either_text,
    "text_or_identifier": c.text_or_identifier,
    "identifier": c.identifier,
    "date": c.day,
    "optional_date": c.optional_day,
    "day_of_instant": c.day_of_instant,
    "decimal": c.number,
    "optional_decimal": c.optional_number,
    "boolean": c.truth,
    "not": c.untruth,
    "many2one_id": c.many2one_id,
    "optional_many2one_id": c.optional_many2one_id,
    "many2one_name": c.many2one_name,
    "optional_many2one_name": c.optional_many2one_name,
    "currency_code": c.currency_code,
    "currency_or_own": c.currency_or_own,
    "debtor": c.debtor,
    "tags": c.tags,
    "language": c.language,
    "person_or_entity": c.person_or_entity,
    "record_address": c.record_address,
    "in_currency": c.in_currency,
    "booked": c.booked,
    "booked_negated": c.booked_negated,
    "money": c.money,
    "money_negated": c.money_negated,
    "in_currency_or_own": c.in_currency_or_own,
    "money_or_own": c.money_or_own,
    "credit_limit": odoo_values.credit_limit,
    "invoice_chased": odoo_values.invoice_chased,
    "uninvoiced": odoo_values.uninvoiced,
    "prepaid": odoo_values.prepaid,
    "to_deliver": odoo_values.to_deliver,
    "company_or_person": quickbooks_values.company_or_person,
    "first_address": quickbooks_values.first_address,
    "customer_type": quickbooks_values.customer_type,
    "amount_asked": quickbooks_values.amount_asked,
    "booked_balance": quickbooks_values.booked_balance,
    "booked_at_rate": quickbooks_values.booked_at_rate,
    "estimate_state": quickbooks_values.estimate_state,
    "estimate_uninvoiced": quickbooks_values.estimate_uninvoiced,
    "estimate_to_deliver": quickbooks_values.estimate_to_deliver,
    "json_day": xero_values.json_day,
    "optional_json_day": xero_values.optional_json_day,
    "text_or_json_day": xero_values.text_or_json_day,
    "registered_or_person": xero_values.registered_or_person,
    "listed_phone": xero_values.listed_phone,
    "listed_mobile": xero_values.listed_mobile,
    "contact_groups": xero_values.contact_groups,
    "booked_at_inverse_rate": xero_values.booked_at_inverse_rate,
    "inverse_rate": xero_values.inverse_rate,
    "quote_uninvoiced": xero_values.quote_uninvoiced,
    "quote_to_deliver": xero_values.quote_to_deliver,
    "booked_or_nothing": xero_values.booked_or_nothing,
}

CONVERTERS: Mapping[str, Converter] = {name: _converter(each) for name, each in _FUNCTIONS.items()}

BY_TYPE: Mapping[tuple[object, bool], str] = {
    (str, False): "text",
    (str, True): "optional_text",
    (date, False): "date",
    (date, True): "optional_date",
    (Decimal, False): "decimal",
    (Decimal, True): "optional_decimal",
    (bool, False): "boolean",
}
"""Converter for an attribute's type and whether it may be None."""
