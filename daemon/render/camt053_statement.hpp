#pragma once

#include "render/camt053.hpp"

namespace saldo::render::camt053 {

/// Writes what a Stmt says before its entries. `number` counts statements from 1; returns what is
/// kept for AddtlStmtInf, or nothing.
std::string write_statement_head(XmlWriter& xml, const Statement& statement,
                                 const Camt053Entries& entries, std::int64_t number,
                                 const Warn& warn);

/// "statement 2 'STMT7' of account 'DE…'", for messages.
std::string name_of(const Statement& statement);

}  // namespace saldo::render::camt053
