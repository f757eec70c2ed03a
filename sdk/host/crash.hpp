#pragma once

namespace saldo::host {

/// From now on a fatal signal writes its name and a short backtrace to the log pipe before it ends
/// the process. Call it before confinement: the first backtrace loads code.
void install_crash_handler();

}  // namespace saldo::host
