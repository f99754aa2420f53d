"""What the platform's entities consist of: fields with kind, length and use, and what can be done with each.

Only tables, read once from a short notation; nothing is checked or stored here. The names are those of
Intuit's API reference and schema.

Notation of a field: `Name:kind[size][?][!]`. Kinds: s text, d day, t instant, m money, n number, b flag,
r reference, e e-mail object, o any object, l any list, or (a|b|c) one of these words. `?` can be asked for in
a query, `!` is worked out by the platform and ignored when sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

LIST_LIMIT = 1000
_NOTATION = re.compile(r"(\w+):(?:\(([^)]*)\)|([a-z])(\d*))(\??)(!?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an entity.

    Attributes:
        size: longest text in characters; 0 = not limited.
        choices: the words allowed; empty = not a list of words.
    """

    name: str
    kind: str
    size: int = 0
    choices: tuple[str, ...] = ()
    asked: bool = False
    computed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of record.

    Attributes:
        transaction: whether it can be deleted; what stands in a list becomes inactive instead.
        required: fields without which it cannot be created.
        can: what is allowed: create, update, delete, void, send, pdf, cdc.
    """

    name: str
    transaction: bool
    fields: dict[str, Field]
    required: tuple[str, ...]
    can: frozenset[str]

    @property
    def paths(self) -> dict[str, str]:
        """Return the properties a query may name, by their lower-case spelling."""
        return _paths(self.name)


def _fields(*notations: str) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for notation in " ".join(notations).split():
        match = _NOTATION.fullmatch(notation)
        if match is None:
            raise ValueError(f"field notation {notation!r} cannot be read")
        name, words, kind, size, asked, computed = match.groups()
        found[name] = Field(
            name=name,
            kind=kind or "c",
            size=int(size or 0),
            choices=tuple(words.split("|")) if words else (),
            asked=bool(asked),
            computed=bool(computed),
        )
    return found


_PERSON = (
    "Title:s16 GivenName:s100? MiddleName:s100? FamilyName:s100? Suffix:s16 CompanyName:s100? "
    "DisplayName:s500? "
    "PrintOnCheckName:s110? Active:b? PrimaryPhone:o AlternatePhone:o Mobile:o Fax:o PrimaryEmailAddr:e? "
    "WebAddr:o BillAddr:o CurrencyRef:r Balance:m?! AcctNum:s100 OtherContactInfo:l CustomField:l"
)
_DOCUMENT = (
    "DocNumber:s21? TxnDate:d? PrivateNote:s4000 CurrencyRef:r ExchangeRate:n DepartmentRef:r ClassRef:r "
    "TxnSource:s100 TransactionLocationType:s100 CustomField:l Tag:l RecurDataRef:r "
    "GlobalTaxCalculation:(TaxExcluded|TaxInclusive|NotApplicable) TxnTaxDetail:o LinkedTxn:l Line:l "
    "AttachableRef:l TotalAmt:m?! HomeTotalAmt:m! DocumentId:s100"
)
_SALE = (
    "CustomerRef:r? CustomerMemo:o BillAddr:o ShipAddr:o ShipFromAddr:o BillEmail:e BillEmailCc:e "
    "BillEmailBcc:e "
    "FreeFormAddress:b ShipMethodRef:r ShipDate:d TrackingNum:s31 ApplyTaxAfterDiscount:b ProjectRef:r "
    "PrintStatus:(NotSet|NeedToPrint|PrintComplete) EmailStatus:(NotSet|NeedToSend|EmailSent) "
    "DeliveryInfo:o! "
    "TaxExemptionRef:r SalesTermRef:r? PaymentMethodRef:r DepositToAccountRef:r"
)
_ONLINE = (
    "AllowIPNPayment:b AllowOnlinePayment:b AllowOnlineCreditCardPayment:b AllowOnlineACHPayment:b "
    "EInvoiceStatus:s30! InvoiceLink:s500!"
)
_CARD = (
    "CreditCardPayment:o CheckPayment:o PaymentType:s30 PaymentRefNum:s21? CCTransId:s100 "
    "ProcessPayment:b TxnStatus:s30"
)
_NAMED = "Name:s100? Active:b? FullyQualifiedName:s?! ParentRef:r Level:n!"


def _entity(name: str, *fields: str, required: str = "", transaction: bool = False, can: str = "") -> Entity:
    usual = "create update cdc delete" if transaction else "create update cdc"
    return Entity(
        name=name,
        transaction=transaction,
        fields=_fields(*fields),
        required=tuple(required.split()),
        can=frozenset((can or usual).split()),
    )


_SALES_CAN = "create update delete cdc pdf send"
ENTITIES: dict[str, Entity] = {
    each.name: each
    for each in (
        _entity(
            "Customer",
            _PERSON,
            "Notes:s2000 FullyQualifiedName:s?! IsProject:b Job:b? BillWithParent:b Taxable:b "
            "BalanceWithJobs:m?! "
            "PreferredDeliveryMethod:s20 ResaleNum:s16 Level:n! OpenBalanceDate:d PrimaryTaxIdentifier:s20 "
            "SecondaryTaxIdentifier:s20 BusinessNumber:s10 GSTIN:s15 GSTRegistrationType:s50 ShipAddr:o "
            "DefaultTaxCodeRef:r SalesTermRef:r PaymentMethodRef:r ParentRef:r? ARAccountRef:r "
            "CustomerTypeRef:r "
            "TaxExemptionReasonId:n ClientEntityId:s! V4IDPseudonym:s! Source:s100",
        ),
        _entity(
            "Vendor",
            _PERSON,
            "TaxIdentifier:s20 BillRate:n Vendor1099:b TaxReportingBasis:s30 TermRef:r APAccountRef:r "
            "BusinessNumber:s10 CostRate:n HasTPAR:b T4AEligible:b T5018Eligible:b VendorPaymentBankDetail:o",
        ),
        _entity(
            "Account",
            _NAMED,
            "SubAccount:b? Classification:s50? AccountType:s50? AccountSubType:s80? Description:s100 "
            "AcctNum:s20 "
            "CurrentBalance:m?! CurrentBalanceWithSubAccounts:m! CurrencyRef:r TaxCodeRef:r "
            "TxnLocationType:s50",
            required="Name",
        ),
        _entity(
            "Item",
            _NAMED,
            "Sku:s100? Description:s4000 SubItem:b Taxable:b SalesTaxIncluded:b UnitPrice:n? Type:s30? "
            "PurchaseDesc:s1000 PurchaseTaxIncluded:b PurchaseCost:n TrackQtyOnHand:b QtyOnHand:n "
            "InvStartDate:d "
            "AssetAccountRef:r ExpenseAccountRef:r IncomeAccountRef:r SalesTaxCodeRef:r PurchaseTaxCodeRef:r "
            "AbatementRate:n ReverseChargeRate:n ServiceType:s30 ItemCategoryType:s30 ItemGroupDetail:o "
            "ClassRef:r PrefVendorRef:r ReorderPoint:n Source:s50 TaxClassificationRef:r PrintGroupedItems:b",
            required="Name",
        ),
        _entity(
            "Term",
            "Name:s31? Active:b? Type:s30? DiscountPercent:n DueDays:n? DiscountDays:n DayOfMonthDue:n "
            "DueNextMonthDays:n DiscountDayOfMonth:n",
            required="Name",
        ),
        _entity("PaymentMethod", "Name:s31? Active:b? Type:s30?", required="Name"),
        _entity("CustomerType", "Name:s100? Active:b?", can="cdc"),
        _entity("Class", _NAMED, "SubClass:b", required="Name"),
        _entity("Department", _NAMED, "SubDepartment:b Address:o", required="Name"),
        _entity("CompanyCurrency", "Code:s3? Name:s100? Active:b? CustomField:l", required="Code"),
        _entity(
            "TaxCode",
            "Name:s100? Active:b? Description:s100 Taxable:b TaxGroup:b Hidden:b TaxCodeConfigType:s30 "
            "SalesTaxRateList:o PurchaseTaxRateList:o",
            can="read",
        ),
        _entity(
            "TaxRate",
            "Name:s100? Active:b? Description:s100 RateValue:n AgencyRef:r TaxReturnLineRef:r "
            "SpecialTaxType:s30 DisplayType:s30 EffectiveTaxRate:l",
            can="read",
        ),
        _entity(
            "Invoice",
            _DOCUMENT,
            _SALE,
            _ONLINE,
            "DueDate:d? Deposit:m Balance:m?! HomeBalance:m!",
            required="CustomerRef Line",
            transaction=True,
            can=_SALES_CAN + " void",
        ),
        _entity(
            "Estimate",
            _DOCUMENT,
            _SALE,
            "DueDate:d? ExpirationDate:d? AcceptedBy:s100 AcceptedDate:d "
            "TxnStatus:(Pending|Accepted|Closed|Rejected|Converted)?",
            required="CustomerRef Line",
            transaction=True,
            can=_SALES_CAN,
        ),
        _entity(
            "CreditMemo",
            _DOCUMENT,
            _SALE,
            _CARD,
            "Balance:m?! RemainingCredit:m! HomeBalance:m! InvoiceRef:r",
            required="CustomerRef Line",
            transaction=True,
            can=_SALES_CAN,
        ),
        _entity(
            "SalesReceipt",
            _DOCUMENT,
            _SALE,
            _CARD,
            "Balance:m?! HomeBalance:m!",
            required="Line",
            transaction=True,
            can=_SALES_CAN + " void",
        ),
        _entity(
            "RefundReceipt",
            _DOCUMENT,
            _SALE,
            _CARD,
            "Balance:m?! HomeBalance:m!",
            required="Line DepositToAccountRef",
            transaction=True,
            can=_SALES_CAN,
        ),
        _entity(
            "Payment",
            _DOCUMENT.replace("TotalAmt:m?!", "TotalAmt:m?"),
            _CARD,
            "CustomerRef:r? ARAccountRef:r DepositToAccountRef:r PaymentMethodRef:r UnappliedAmt:m! "
            "TaxExemptionRef:r BillEmail:e",
            required="CustomerRef TotalAmt",
            transaction=True,
            can="create update delete void cdc pdf send",
        ),
        _entity(
            "Deposit",
            _DOCUMENT,
            "DepositToAccountRef:r? CashBack:o TxnStatus:s30",
            required="Line DepositToAccountRef",
            transaction=True,
        ),
        _entity("JournalEntry", _DOCUMENT, "Adjustment:b?", required="Line", transaction=True),
        _entity(
            "Attachable",
            "AttachableRef:l Note:s2000 FileName:s1000? FileAccessUri:s! TempDownloadUri:s! Size:n! "
            "ContentType:s100 Category:s100 Lat:s100 Long:s100 PlaceName:s2000 Tag:s2000 "
            "ThumbnailFileAccessUri:s! ThumbnailTempDownloadUri:s! CustomField:l",
            can="create update delete cdc",
        ),
    )
}
# Entities the platform has and these books do not use: a query finds none, a write is refused.
UNUSED = frozenset(
    {"Bill", "BillPayment", "Budget", "CreditCardPayment", "Employee", "InventoryAdjustment", "JournalCode"}
    | {"Purchase", "PurchaseOrder", "RecurringTransaction", "ReimburseCharge", "TaxAgency", "TimeActivity"}
    | {"Transfer", "VendorCredit"}
)
# Change data capture leaves these out, as its page says.
UNTRACKED = frozenset({"JournalCode", "TaxAgency", "TimeActivity", "TaxCode", "TaxRate"})
BY_PATH = {name.lower(): name for name in ENTITIES}
EVERYWHERE = ("Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime", "SyncToken")


@cache
def _paths(name: str) -> dict[str, str]:
    found = [*EVERYWHERE]
    for field in ENTITIES[name].fields.values():
        if field.asked:
            found.append(field.name)
            found += [f"{field.name}.Address"] if field.kind == "e" else []
            found += [f"{field.name}.value"] if field.kind == "r" else []
    if name == "Attachable":
        found += ["AttachableRef.EntityRef.type", "AttachableRef.EntityRef.value"]
    return {path.lower(): path for path in found}
