#pragma once

#include "engine/base/error.h"

#include <QTypeInfo>

#include <tl/expected.hpp>

// A Result travels in signals, and Qt then asks whether it can be compared; the unconstrained
// operator== of tl::expected answers yes for every T and fails to compile.
template<typename T, typename E>
struct QTypeTraits::has_operator_equal<tl::expected<T, E>> : std::false_type
{
};

namespace Saltern {

/// The value, or why there is none. For what can fail by the world; mistakes of ours are asserts.
template<typename T = void>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::NotFound, message, remedy);` converts to any Result.
inline tl::unexpected<Error>
fail(ErrorKind kind, QString message, QString remedy = {}, QString detail = {})
{
    return tl::unexpected<Error>(
        Error{kind, std::move(message), std::move(remedy), std::move(detail)});
}

inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace Saltern
