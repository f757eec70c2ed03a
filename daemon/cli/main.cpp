#include <exception>

#include "base/result.hpp"
#include "cli/command_line.hpp"
#include "cli/exit.hpp"
#include "cli/terminal.hpp"

int main(int argc, char** argv) {
  using namespace saldo;
  try {
    const cli::Action action = cli::parse_command_line(argc, argv);
    return action ? action() : cli::kDone;
  } catch (const cli::Stop& stop) {
    cli::tell(std::string("saldo: ") + stop.what());
    return stop.code;
  } catch (const std::exception& e) {
    cli::tell(std::string("saldo: ") + e.what());
    return cli::kFailed;
  }
}
