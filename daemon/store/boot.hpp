#pragma once

#include <string>

namespace saldo::store {

/// Which start of the operating system this is. What was committed without waiting for the disk
/// (Durability::repeatable) outlives the process, but not a power cut: under the same boot a book
/// holds all that was ever committed to it, under another the end may be missing. Where the system
/// doesn't tell, every process counts as a boot of its own.
const std::string& boot_id();

}  // namespace saldo::store
