#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace Saltern {

/// The number behind an address literal. An IPv4 address that is mapped into IPv6
/// (::ffff:10.0.0.1) is that IPv4 address, so both spellings compare equal.
struct IpAddress
{
    bool isV6 = false;
    std::array<std::uint8_t, 16> bytes{}; // big-endian; IPv4 uses the first four

    /// A spelling that parseIpAddress() reads; not the shortest one.
    std::string toText() const;

    // clang-tidy takes the 0 in what the compiler generates for a null pointer.
    auto operator<=>(const IpAddress &) const = default; // NOLINT(modernize-use-nullptr)
};

/// Reads an IPv4 or IPv6 literal. Nothing for anything else: host names, zones ("%eth0"), octal or
/// shortened IPv4 ("010.0.0.1", "10.1").
std::optional<IpAddress> parseIpAddress(std::string_view text);

/// The addresses that share their first bits, e.g. 10.0.0.0/8.
struct IpNetwork
{
    IpAddress first;
    IpAddress last;

    bool contains(const IpAddress &address) const;
    bool operator==(const IpNetwork &) const = default;
};

/// Reads "address/bits". Bits of the address behind the mask are ignored.
std::optional<IpNetwork> parseIpNetwork(std::string_view text);

} // namespace Saltern
