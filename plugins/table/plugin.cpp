#include "table.hpp"

SALDO_PLUGIN("saldo.table", "0.1.0", SALDO_COMPONENT("table", saldo::table::Table))
