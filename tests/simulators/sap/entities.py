"""The book's customers and items as SAP's OData services show them."""
import datetime

from book import DECIMALS

POSTING_KEYS = {"RV": "01", "DG": "11", "DZ": "15", "DA": "19"}


def date(value):
    if value is None:
        return None
    return f"/Date({(value - datetime.date(1970, 1, 1)).days * 86400000})/"


def decimal(minor, currency):
    digits = DECIMALS[currency]
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    if digits == 0:
        return f"{sign}{minor}"
    return f"{sign}{minor // 10 ** digits}.{minor % 10 ** digits:0{digits}}"


def item_entity(i):
    return {
        "CompanyCode": i.company, "FiscalYear": i.year, "AccountingDocument": i.document,
        "AccountingDocumentItem": i.line, "FinancialAccountType": "D", "Customer": i.customer,
        "AccountingDocumentType": i.kind, "PostingKey": POSTING_KEYS[i.kind],
        "DebitCreditCode": "S" if i.amount > 0 else "H", "SpecialGLCode": i.special_gl,
        "DocumentDate": date(i.posted), "PostingDate": date(i.posted),
        "DueCalculationBaseDate": date(i.posted),
        "NetDueDate": date(i.posted + datetime.timedelta(days=i.net_days)),
        "PaymentTerms": "ZB30", "CashDiscount1Days": "10", "CashDiscount1Percent": "2.000",
        "CashDiscount2Days": str(i.net_days), "CashDiscount2Percent": "0.000",
        "NetPaymentDays": "0", "IsCleared": i.is_cleared, "ClearingDate": date(i.cleared_on),
        "ClearingCreationDate": date(i.cleared_on), "ClearingAccountingDocument": i.cleared_by,
        "TransactionCurrency": i.currency,
        "AmountInTransactionCurrency": decimal(i.amount, i.currency),
        "DocumentReferenceID": i.reference, "AssignmentReference": i.assignment,
        "BillingDocument": "", "PaymentReference": "", "InvoiceReference": "", "PaymentMethod": "",
        "DunningLevel": str(i.level), "DunningBlockingReason": i.block, "DunningArea": "",
        "LastDunningDate": date(i.dunned),
        "AccountingDocumentCreationDate": date(i.created), "LastChangeDate": date(i.changed)}


def dunning_entity(customer, company, area):
    d = customer.companies[company].dunning[area]
    return {"Customer": customer.number, "CompanyCode": company, "DunningArea": area,
            "DunningBlock": d["block"], "DunningLevel": str(d["level"]),
            "DunningProcedure": d["procedure"], "DunningRecipient": "",
            "LastDunnedOn": date(d["last"]), "LegDunningProcedureOn": None, "DunningClerk": ""}


def partner_entity(c):
    companies = [{
        "Customer": "", "CompanyCode": k.code, "ReconciliationAccount": "140000",
        "PaymentTerms": k.terms, "PaymentMethodsList": "E",
        "PaymentBlockingReason": k.payment_block,
        "AlternativePayerAccount": k.payer,
        "to_CustomerDunning": {"results": [dunning_entity(c, k.code, a) for a in k.dunning]}}
        for k in c.companies.values()]
    return {
        "BusinessPartner": c.number, "Customer": c.number, "Supplier": "",
        "BusinessPartnerCategory": "2", "BusinessPartnerFullName": c.name,
        "OrganizationBPName1": c.name, "CreationDate": date(datetime.date(2020, 1, 1)),
        "CreationTime": "PT08H30M00S", "LastChangeDate": date(c.changed),
        "BusinessPartnerIsBlocked": False,
        "to_BusinessPartnerAddress": {"results": [{
            "AddressID": c.number, "ValidityStartDate": "/Date(-62135769600000+0000)/",
            "ValidityEndDate": "/Date(253402300799000+0000)/", "Country": c.country,
            "Language": c.language, "to_EmailAddress": {"results": [
                {"EmailAddress": c.email, "IsDefaultEmailAddress": True}]}}]},
        "to_Customer": {"Customer": c.number, "CustomerName": c.name,
                        "to_CustomerCompany": {"results": companies},
                        "to_CustomerSalesArea": {"__deferred": {"uri": "…"}}}}
