#pragma once

#include "saldo/fixed_records.hpp"

/// The columns of CFONB 120 ("relevé de compte sur support informatique", July 2004, and its
/// extension for SEPA, March 2010), named as there.
namespace saldo::bank::cfonb120 {

inline constexpr std::size_t kWidth = 120;
inline constexpr Columns kBeyond{120, 240, "what stands behind the record's end"};

/// Of all records: 01 old balance, 04 entry, 05 what is to be said about it, 07 new balance.
inline constexpr Columns kCode{0, 2, "code enregistrement"}, kBank{2, 7, "code banque"},
    kInternal{7, 11, "code opération interne"}, kBranch{11, 16, "code guichet"},
    kCurrency{16, 19, "code devise"}, kDecimals{19, 20, "nombre de décimales"},
    kAccount{21, 32, "numéro de compte"}, kDate{34, 40, "date"}, kAmount{90, 104, "montant"};

/// 04
inline constexpr Columns kOperation{32, 34, "code opération interbancaire"},
    kRejected{40, 42, "code motif de rejet"}, kValue{42, 48, "date de valeur"},
    kLabel{48, 81, "libellé"}, kNumber{81, 88, "numéro d'écriture"},
    kReference{104, 120, "zone référence"};

/// 05
inline constexpr Columns kQualifier{45, 48, "qualifiant"}, kInfo{48, 118, "information"},
    kInfo1{48, 83, "information"}, kInfo2{83, 118, "information"};
/// … of an amount (MMO, FEE)
inline constexpr Columns kInfoCurrency{48, 51, "devise"}, kInfoDecimals{51, 52, "décimales"},
    kInfoAmount{52, 66, "montant"};

}  // namespace saldo::bank::cfonb120
