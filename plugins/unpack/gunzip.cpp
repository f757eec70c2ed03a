#include "gunzip.hpp"

#include <new>
#include <string>
#include <utility>

#include "saldo/sdk.hpp"

namespace saldo::unpack {

namespace {

constexpr std::size_t kPieceBytes = 256u << 10;
constexpr int kGzipOnly = 16;  // beside the bits of the window, for inflateInit2

[[noreturn]] void damaged(const char* why) {
  throw Rejected("archive.damaged",
                 std::string("the gzip file is damaged: ") + why + "; have it sent again");
}

}  // namespace

Gunzip::Gunzip(std::vector<char> head, Read read)
    : read_(std::move(read)), packed_(std::move(head)) {
  stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
  stream_.avail_in = static_cast<uInt>(packed_.size());
  if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

/// Has packed bytes at hand; false at the end of the document.
bool Gunzip::fill() {
  if (stream_.avail_in != 0) return true;
  packed_.resize(kPieceBytes);
  stream_.avail_in = static_cast<uInt>(read_(packed_.data(), packed_.size()));
  stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
  return stream_.avail_in != 0;
}

/// Zeros behind the last member fill a block of a tape.
bool Gunzip::next_member() {
  while (fill() && *stream_.next_in == 0) {
    ++stream_.next_in;
    --stream_.avail_in;
  }
  return stream_.avail_in != 0;
}

std::size_t Gunzip::read(char* to, std::size_t capacity) {
  stream_.next_out = reinterpret_cast<Bytef*>(to);
  stream_.avail_out = static_cast<uInt>(capacity);
  while (!done_ && stream_.avail_out == capacity) {
    if (!fill()) damaged("it ends before its checksum");
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      done_ = !next_member();
      if (!done_) inflateReset(&stream_);
    } else if (status != Z_OK) {
      damaged(stream_.msg == nullptr ? "it isn't packed as gzip packs" : stream_.msg);
    }
  }
  return capacity - stream_.avail_out;
}

}  // namespace saldo::unpack
