#pragma once

#include <string>

#include "render/letter.hpp"

namespace saldo::render {

/// The letter on A4 with the recipient in the window of an envelope (DIN 5008, form B): letterhead,
/// return address, facts beside the window, fold marks; tables go on over pages with their titles
/// repeated; pages are numbered. Returns the bytes of a PDF whose text can be searched and copied,
/// the same bytes for the same letter. Throws FailureException when a recipient has more lines than
/// the window.
std::string letter_pdf(const Letter& letter);

}  // namespace saldo::render
