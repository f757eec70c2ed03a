#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "launching.hpp"

namespace saldo::connect {
namespace {

TEST(Lifeline, ChildOutlivesTheThreadThatStartedIt) {
  Told told;
  std::unique_ptr<Child> child;
  std::thread([&] { child = started(launch_of("echo", "lines"), told); }).join();
  Document document("ECHO\n2024-05-17;EUR;1;ok\n");
  EXPECT_TRUE(child->decode({"a.txt", "", 0}, document).ok());
}

TEST(Lifeline, ChildInAnEndlessLoopEndsWithItsParent) {
  int tell[2];
  ASSERT_EQ(::pipe(tell), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    Told told;
    Launch launch = launch_of("evil", "evil");
    launch.options = {{"mode", "loop"}};
    const auto child = started(launch, told);
    const int pid = child->pid();
    if (::write(tell[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    Document document("");
    (void)child->decode({"a.txt", "", 0}, document);
    ::_exit(1);
  }
  int pid = 0;
  ASSERT_EQ(::read(tell[0], &pid, sizeof pid), ssize_t{sizeof pid});
  const int child = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  ASSERT_GE(child, 0);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  pollfd ended{child, POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 60'000), 1) << "the child outlived its parent";
  if (ended.revents == 0) ::kill(pid, SIGKILL);
  ::close(child);
  ::close(tell[0]);
  ::close(tell[1]);
}

}  // namespace
}  // namespace saldo::connect
