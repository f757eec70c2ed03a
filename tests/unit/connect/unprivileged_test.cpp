#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launching.hpp"

namespace saldo::connect {
namespace {

constexpr uid_t kNobody = 65534;

/// The confinement must work for root and for everybody else: what meets it, once more.
constexpr char kFilter[] =
    "--gtest_filter=Child.*:ChildStart.*:EvilPluginReport.*:GrantedDirectory.*:Lifeline.*:Sandbox."
    "*";

TEST(Unprivileged, ANormalUserIsServedAndConfinedLikeRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "this is a normal user already";
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(77);
    if (::access(test_host().c_str(), X_OK) != 0) ::_exit(78);
    ::execl("/proc/self/exe", "test_connect", kFilter, "--gtest_brief=1", nullptr);
    ::_exit(79);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 78)
    GTEST_SKIP() << "WARNING: a normal user can't reach the build directory; not tested";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace saldo::connect
