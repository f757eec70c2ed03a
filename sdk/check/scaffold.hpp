#pragma once

#include <filesystem>
#include <string_view>

namespace saldo::check {

/// Makes a plugin of its own from a template: `saldo plugin new`. `kind` is decoder, source or
/// sink; `name` is what connectors will call it, such as "acme-csv". `template_dir` holds a folder
/// for each kind; `target_dir` is made and must be empty or not there. Throws std::runtime_error
/// with a sentence for the user.
void make_plugin(std::string_view kind, std::string_view name,
                 const std::filesystem::path& template_dir,
                 const std::filesystem::path& target_dir);

}  // namespace saldo::check
