#pragma once

namespace saldo::host {

/// Ties the process to the daemon: it is killed by the kernel as soon as the last write end of the
/// pipe `fd` is closed, i.e. when the daemon has ended, however it ended. PR_SET_PDEATHSIG isn't
/// used because it fires when the *thread* that started the process ends.
void hold_lifeline(int fd);

}  // namespace saldo::host
