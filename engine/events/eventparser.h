#pragma once

#include "engine/base/result.h"

#include <QByteArrayView>

#include <simdjson.h>

namespace Saltern {

/// Parses events for matching. Reads the bytes once; a second time only for what simdjson refuses
/// although it is JSON: numbers beyond 64 bits or beyond a double, halves of surrogate pairs.
/// Numbers beyond a double become the largest double, half pairs become U+FFFD.
class EventParser
{
public:
    /// The event's object, valid until the next call. The error is for the author of the event.
    /// `paddedJson` has 64 readable bytes behind it.
    Result<simdjson::dom::object> parse(QByteArrayView paddedJson);

private:
    simdjson::dom::parser m_parser;
};

} // namespace Saltern
