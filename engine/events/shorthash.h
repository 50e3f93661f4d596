#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace Saltern {

/// A hash for the short texts of events: keys, names, ids. It reads the length and at most three
/// words, so that it costs a few nanoseconds; long texts that differ only elsewhere collide, which
/// costs time in a table, never correctness.
inline std::uint32_t shortHash(std::string_view text)
{
    constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15u;
    const std::size_t size = text.size();
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t middle = 0;
    if (size >= 8) {
        std::memcpy(&first, text.data(), 8);
        std::memcpy(&last, text.data() + size - 8, 8);
        std::memcpy(&middle, text.data() + size / 2 - 4, 8);
    } else if (size >= 4) {
        std::memcpy(&first, text.data(), 4);
        std::memcpy(&last, text.data() + size - 4, 4);
    } else if (size > 0) {
        first = static_cast<unsigned char>(text[0]);
        middle = static_cast<unsigned char>(text[size / 2]);
        last = static_cast<unsigned char>(text[size - 1]);
    }
    std::uint64_t hash = (first ^ size) * multiplier;
    hash = ((hash ^ (hash >> 32)) + last) * multiplier;
    hash = ((hash ^ (hash >> 29)) + middle) * multiplier;
    return static_cast<std::uint32_t>(hash >> 32);
}

} // namespace Saltern
