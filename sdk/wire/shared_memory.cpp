#include "wire/shared_memory.hpp"

#include <sys/mman.h>

#include <utility>

namespace saldo::wire {

SharedMemory::SharedMemory(int fd, const SharedLayout& layout, Use use) : layout_(layout) {
  const int protection = use == Use::write ? PROT_READ | PROT_WRITE : PROT_READ;
  void* const bytes = ::mmap(nullptr, layout.bytes(), protection, MAP_SHARED, fd, 0);
  if (bytes != MAP_FAILED) bytes_ = static_cast<char*>(bytes);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), layout_(other.layout_) {}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(layout_, other.layout_);
  return *this;
}

SharedMemory::~SharedMemory() {
  if (bytes_ != nullptr) ::munmap(bytes_, layout_.bytes());
}

}  // namespace saldo::wire
