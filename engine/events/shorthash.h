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

/// Whether two texts of `size` bytes are equal. For texts so short that calling memcmp() costs more
/// than comparing them.
inline bool equalShort(const char *a, const char *b, std::size_t size)
{
    const auto equalAt = [a, b](std::size_t at, auto word) {
        auto other = word;
        std::memcpy(&word, a + at, sizeof word);
        std::memcpy(&other, b + at, sizeof other);
        return word == other;
    };
    if (size >= 8) {
        for (std::size_t at = 0; at + 8 < size; at += 8) {
            if (!equalAt(at, std::uint64_t{}))
                return false;
        }
        return equalAt(size - 8, std::uint64_t{});
    }
    if (size >= 4)
        return equalAt(0, std::uint32_t{}) && equalAt(size - 4, std::uint32_t{});
    for (std::size_t at = 0; at < size; ++at) {
        if (a[at] != b[at])
            return false;
    }
    return true;
}

} // namespace Saltern
