#pragma once

#include "saldo/fixed_records.hpp"

/// The columns of Norma 43 (AEB, June 2012), named as there.
namespace saldo::bank::norma43 {

inline constexpr std::size_t kWidth = 80;
inline constexpr Columns kCode{0, 2, "clave de registro"};
inline constexpr Columns kBeyond{80, 160, "what stands behind the record's end"};

/// 00: the file begins; only some banks write it.
inline constexpr Columns kFileHeader{2, 12, "entidad y fecha contable"};

/// 11: an account begins. The office and the number are in the same columns of record 33.
inline constexpr Columns kBank{2, 6, "clave de entidad"}, kOffice{6, 10, "clave de oficina"},
    kAccount{10, 20, "número de cuenta"}, kFrom{20, 26, "fecha inicial"},
    kTo{26, 32, "fecha final"}, kOpeningSign{32, 33, "clave debe o haber"},
    kOpening{33, 47, "importe saldo inicial"}, kCurrency{47, 50, "clave de divisa"},
    kHolder{51, 77, "nombre abreviado"};

/// 22: an entry.
inline constexpr Columns kBooked{10, 16, "fecha operación"}, kValue{16, 22, "fecha valor"},
    kCommonConcept{22, 24, "concepto común"}, kOwnConcept{24, 27, "concepto propio"},
    kSign{27, 28, "clave debe o haber"}, kAmount{28, 42, "importe"},
    kDocument{42, 52, "número de documento"}, kReference1{52, 64, "referencia 1"},
    kReference2{64, 80, "referencia 2"}, kReferences{52, 80, "referencias"};

/// 23: what is to be said about the entry, in up to five records of two texts.
inline constexpr Columns kConceptCode{2, 4, "código dato"}, kConcept1{4, 42, "concepto 1"},
    kConcept2{42, 80, "concepto 2"}, kConcepts{4, 80, "conceptos"};

/// 24: the entry's amount in the currency in which it was ordered.
inline constexpr Columns kEquivalentCurrency{4, 7, "clave divisa origen"},
    kEquivalent{7, 21, "importe"};

/// 33: an account ends.
inline constexpr Columns kAccountCode{2, 20, "entidad, oficina y cuenta"},
    kDebits{20, 25, "número de apuntes debe"}, kDebitSum{25, 39, "importe total debe"},
    kCredits{39, 44, "número de apuntes haber"}, kCreditSum{44, 58, "importe total haber"},
    kClosingSign{58, 59, "código saldo final"}, kClosing{59, 73, "saldo final"},
    kClosingCurrency{73, 76, "clave de divisa"};

/// 88: the file ends.
inline constexpr Columns kNines{2, 20, "nueves"}, kRecords{20, 26, "número de registros"};

}  // namespace saldo::bank::norma43
