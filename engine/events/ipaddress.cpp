#include "engine/events/ipaddress.h"

#include <algorithm>
#include <charconv>

namespace Saltern {

namespace {

template<typename Number>
bool readNumber(std::string_view text, int base, Number &number)
{
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc{} && stop == end;
}

bool readV4(std::string_view text, std::uint8_t *bytes)
{
    for (int i = 0; i < 4; ++i) {
        const std::size_t dot = i < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos || dot == 0 || dot > 3)
            return false;
        const std::string_view part = text.substr(0, dot);
        // A leading zero means octal to some programs and decimal to others.
        if (part.size() > 1 && part.front() == '0')
            return false;
        if (!readNumber(part, 10, bytes[i]))
            return false;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return text.empty();
}

// Reads "a:b:c", optionally ending in an IPv4 address; the number of bytes, or -1.
int readGroups(std::string_view text, std::uint8_t *bytes)
{
    int count = 0;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
            if (count > 12 || !readV4(group, bytes + count))
                return -1;
            return count + 4;
        }
        std::uint16_t value = 0;
        if (count > 14 || group.empty() || group.size() > 4 || !readNumber(group, 16, value))
            return -1;
        bytes[count++] = static_cast<std::uint8_t>(value >> 8);
        bytes[count++] = static_cast<std::uint8_t>(value & 0xff);
        if (colon == std::string_view::npos)
            break;
        text.remove_prefix(colon + 1);
        if (text.empty())
            return -1;
    }
    return count;
}

bool readV6(std::string_view text, std::array<std::uint8_t, 16> &bytes)
{
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos)
        return readGroups(text, bytes.data()) == 16;
    const std::string_view left = text.substr(0, gap);
    if (left.find('.') != std::string_view::npos)
        return false;
    const int head = readGroups(left, bytes.data());
    std::array<std::uint8_t, 16> tail{};
    const int tailSize = readGroups(text.substr(gap + 2), tail.data());
    if (head < 0 || tailSize < 0 || head + tailSize > 14)
        return false;
    std::copy_n(tail.begin(), tailSize, bytes.end() - tailSize);
    return true;
}

IpAddress unmapped(const IpAddress &address)
{
    const auto &b = address.bytes;
    const bool mapped =
        std::all_of(b.begin(), b.begin() + 10, [](auto byte) { return byte == 0; }) &&
        b[10] == 0xff && b[11] == 0xff;
    if (!mapped)
        return address;
    IpAddress v4;
    std::copy(b.begin() + 12, b.end(), v4.bytes.begin());
    return v4;
}

} // namespace

std::string IpAddress::toText() const
{
    std::string text;
    const std::size_t size = isV6 ? 16 : 4;
    for (std::size_t i = 0; i < size; i += isV6 ? 2 : 1) {
        std::array<char, 4> digits{};
        const int part = isV6 ? bytes[i] << 8 | bytes[i + 1] : bytes[i];
        const auto written = std::to_chars(digits.begin(), digits.end(), part, isV6 ? 16 : 10);
        if (i > 0)
            text += isV6 ? ':' : '.';
        text.append(digits.begin(), written.ptr);
    }
    return text;
}

std::optional<IpAddress> parseIpAddress(std::string_view text)
{
    constexpr std::size_t longest = 45; // eight groups, the last two as IPv4
    if (text.size() < 2 || text.size() > longest)
        return std::nullopt;
    IpAddress address;
    if (text.find(':') == std::string_view::npos) {
        if (!readV4(text, address.bytes.data()))
            return std::nullopt;
        return address;
    }
    address.isV6 = true;
    if (!readV6(text, address.bytes))
        return std::nullopt;
    return unmapped(address);
}

bool IpNetwork::contains(const IpAddress &address) const
{
    return address.isV6 == first.isV6 && first <= address && address <= last;
}

std::optional<IpNetwork> parseIpNetwork(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto address = parseIpAddress(text.substr(0, slash));
    int bits = -1;
    if (!address || !readNumber(text.substr(slash + 1), 10, bits) || bits < 0 ||
        bits > (address->isV6 ? 128 : 32))
        return std::nullopt;
    IpNetwork network{*address, *address};
    const int size = address->isV6 ? 16 : 4;
    for (int i = 0; i < size; ++i) {
        const int fixed = std::clamp(bits - 8 * i, 0, 8);
        const auto open = static_cast<std::uint8_t>(0xff >> fixed);
        const auto at = static_cast<std::size_t>(i);
        network.first.bytes[at] &= static_cast<std::uint8_t>(~open);
        network.last.bytes[at] |= open;
    }
    return network;
}

} // namespace Saltern
