#include "odata/request.hpp"

namespace saldo::sap::odata {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

void encode_to(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

/// Keeps what a query may hold as it is: SAP reads $filter=… with plain quotes and commas.
std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-._~'(),:/").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      encode_to(out, c);
  }
  return out;
}

std::string any_of(const std::vector<std::string>& codes) {
  std::string out;
  for (const std::string& code : codes)
    out += (out.empty() ? "" : " or ") + ("CompanyCode eq '" + code + "'");
  return codes.size() > 1 ? "(" + out + ")" : out;
}

std::string changed_since(std::initializer_list<const char*> fields, Date since) {
  std::string out;
  for (const char* field : fields)
    out += (out.empty() ? "" : " or ") + std::string(field) + " ge datetime'" + since.to_string() +
           "T00:00:00'";
  return "(" + out + ")";
}

std::string target_of(const Options& options, const Query& query, const std::string& filter,
                      const char* rest) {
  return "/" + query.service + "/" + query.set + "?$filter=" + encoded(filter) + rest +
         (options.client.empty() ? "" : "&sap-client=" + options.client) +
         "&$format=json&$inlinecount=allpages";
}

}  // namespace

std::string Query::at(std::int64_t skip) const {
  return target + "&$top=" + std::to_string(page_size) +
         (skip == 0 ? "" : "&$skip=" + std::to_string(skip));
}

Query open_items_query(const Options& options, Date since) {
  Query q{.service = "API_OPLACCTGDOCITEMCUBE_SRV",
          .set = "A_OperationalAcctgDocItemCube",
          .target = {},
          .page_size = options.page_size};
  std::string filter = "FinancialAccountType eq 'D'";
  if (!options.company_codes.empty()) filter += " and " + any_of(options.company_codes);
  filter += " and " + (since.empty() ? std::string("IsCleared eq false")
                                     : changed_since({"AccountingDocumentCreationDate",
                                                      "LastChangeDate", "ClearingCreationDate"},
                                                     since));
  // The key, so that rows keep their order between pages.
  q.target = target_of(
      options, q, filter,
      "&$select=CompanyCode,FiscalYear,AccountingDocument,AccountingDocumentItem,"
      "FinancialAccountType,Customer,PostingKey,DebitCreditCode,SpecialGLCode,DocumentDate,"
      "PostingDate,DueCalculationBaseDate,NetDueDate,CashDiscount1Days,CashDiscount1Percent,"
      "CashDiscount2Days,CashDiscount2Percent,NetPaymentDays,IsCleared,ClearingDate,"
      "ClearingAccountingDocument,TransactionCurrency,AmountInTransactionCurrency,"
      "DocumentReferenceID,AssignmentReference,BillingDocument,PaymentReference,InvoiceReference,"
      "PaymentMethod,DunningLevel,DunningBlockingReason,DunningArea,LastDunningDate"
      "&$orderby=CompanyCode,FiscalYear,AccountingDocument,AccountingDocumentItem");
  return q;
}

Query customers_query(const Options& options, Date since) {
  Query q{.service = "API_BUSINESS_PARTNER",
          .set = "A_BusinessPartner",
          .target = {},
          .page_size = options.partner_page_size};
  std::string filter = "Customer ne ''";
  if (!since.empty()) filter += " and " + changed_since({"CreationDate", "LastChangeDate"}, since);
  q.target = target_of(options, q, filter,
                       "&$expand=to_Customer/to_CustomerCompany/to_CustomerDunning,"
                       "to_BusinessPartnerAddress/to_EmailAddress&$orderby=BusinessPartner");
  return q;
}

std::string follow(const Query& query, std::string_view link) {
  const std::string service = "/" + query.service + "/";
  const bool names_a_host = link.find("://") != link.npos && link.find("://") < link.find('?');
  std::string target;
  if (const auto at = link.substr(0, link.find('?')).find(service); at != link.npos) {
    target = link.substr(at);
  } else if (link.starts_with('?')) {
    target = service + query.set + std::string(link);
  } else if (link.starts_with(query.service + "/")) {
    target = "/" + std::string(link);
  } else if (!names_a_host && !link.starts_with('/') && !link.starts_with('.')) {
    target = service + std::string(link);
  } else {
    return {};
  }
  std::string clean;
  for (const char c : target) {
    if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '\\' || c == '#' || c == 0x7F)
      encode_to(clean, c);
    else
      clean += c;
  }
  return clean;
}

}  // namespace saldo::sap::odata
