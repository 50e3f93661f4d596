#pragma once

#include "engine/events/pattern.h"

#include <QByteArrayView>

#include <vector>

namespace Saltern {

/// All patterns compiled into one: the cost of match() depends on the event and on how many
/// patterns come near it, hardly on how many there are. Immutable once built; one thread at a time
/// (match() keeps scratch memory).
class Matcher
{
public:
    struct Entry
    {
        quint32 id = 0;
        Pattern pattern;
    };

    Matcher();
    explicit Matcher(const std::vector<Entry> &entries);
    ~Matcher();
    Matcher(Matcher &&) noexcept;
    Matcher &operator=(Matcher &&) noexcept;

    /// The ids of the patterns that match, ascending, into `matches` (cleared first). The bytes are
    /// one JSON object with 64 readable bytes behind it, as Event::json() has. An error when they
    /// are not JSON.
    Result<void> match(QByteArrayView paddedJson, std::vector<quint32> &matches);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Saltern
