#pragma once

// Boost.Beast's parser, for the two sources that need it and no header of ours.
//
// Beast asserts more than it needs: a last chunk that is cut after four bytes trips an assertion
// although the code behind it copes.
#define BOOST_DISABLE_ASSERTS

#include <QByteArray>

#include <boost/beast/http/basic_parser.hpp>

namespace Saltern {

inline QByteArray bytesOf(boost::beast::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace Saltern
