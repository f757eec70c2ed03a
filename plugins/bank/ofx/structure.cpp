#include "ofx/structure.hpp"

namespace saldo::bank::ofx {

namespace {

struct Known {
  std::string_view tag;
  Name name;
};

constexpr Known kKnown[] = {
    {"STMTTRN", Name::kTransaction},
    {"OFX", Name::kDocument},
    {"SIGNONMSGSRSV1", Name::kSignOnSet},
    {"SONRS", Name::kSignOn},
    {"BANKMSGSRSV1", Name::kMessageSet},
    {"CREDITCARDMSGSRSV1", Name::kMessageSet},
    {"INVSTMTMSGSRSV1", Name::kMessageSet},
    {"STMTTRNRS", Name::kResponse},
    {"CCSTMTTRNRS", Name::kResponse},
    {"INVSTMTTRNRS", Name::kResponse},
    {"STATUS", Name::kStatus},
    {"STMTRS", Name::kStatement},
    {"CCSTMTRS", Name::kStatement},
    {"INVSTMTRS", Name::kStatement},
    {"CURDEF", Name::kCurrency},
    {"BANKACCTFROM", Name::kAccount},
    {"CCACCTFROM", Name::kAccount},
    {"INVACCTFROM", Name::kAccount},
    {"BANKTRANLIST", Name::kList},
    {"BANKTRANLISTP", Name::kPendingList},
    {"INVTRANLIST", Name::kInvestments},
    {"INVBANKTRAN", Name::kBankPart},
    {"DTSTART", Name::kFrom},
    {"DTEND", Name::kTo},
    {"STMTTRNP", Name::kPending},
    {"LEDGERBAL", Name::kLedgerBalance},
};

struct Place {
  Name name, parent;
};

constexpr Place kPlaces[] = {
    {Name::kTransaction, Name::kList},      {Name::kTransaction, Name::kBankPart},
    {Name::kPending, Name::kPendingList},   {Name::kSignOnSet, Name::kDocument},
    {Name::kMessageSet, Name::kDocument},   {Name::kSignOn, Name::kSignOnSet},
    {Name::kResponse, Name::kMessageSet},   {Name::kStatus, Name::kSignOn},
    {Name::kStatus, Name::kResponse},       {Name::kStatement, Name::kResponse},
    {Name::kCurrency, Name::kStatement},    {Name::kAccount, Name::kStatement},
    {Name::kList, Name::kStatement},        {Name::kPendingList, Name::kStatement},
    {Name::kInvestments, Name::kStatement}, {Name::kLedgerBalance, Name::kStatement},
    {Name::kBankPart, Name::kInvestments},  {Name::kFrom, Name::kList},
    {Name::kFrom, Name::kInvestments},      {Name::kTo, Name::kList},
    {Name::kTo, Name::kInvestments},
};

}  // namespace

Name name_of_tag(std::string_view tag) {
  for (const Known& known : kKnown)
    if (known.tag == tag) return known.name;
  return Name::kOther;
}

bool may_stand_in(Name name, Name parent) {
  for (const Place& place : kPlaces)
    if (place.name == name && place.parent == parent) return true;
  return false;
}

bool is_outer(Name name) {
  switch (name) {
    case Name::kDocument:
    case Name::kSignOnSet:
    case Name::kSignOn:
    case Name::kMessageSet:
    case Name::kResponse:
    case Name::kStatement:
    case Name::kList:
    case Name::kPendingList:
    case Name::kInvestments:
    case Name::kBankPart:
      return true;
    default:
      return false;
  }
}

}  // namespace saldo::bank::ofx
