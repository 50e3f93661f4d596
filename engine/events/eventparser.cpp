#include "engine/events/eventparser.h"

#include <QByteArray>
#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <string>

namespace Saltern {

namespace {

bool isNumberByte(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Rewrites JSON so that simdjson takes it. Faults in the JSON are left for simdjson to find.
class Rewriting
{
public:
    explicit Rewriting(std::string_view json) : m_json(json) {}

    std::string run()
    {
        while (m_at < m_json.size()) {
            const char c = m_json[m_at];
            if (c == '"')
                string();
            else if (c == '-' || (c >= '0' && c <= '9'))
                number();
            else
                copy(1);
        }
        return std::move(m_out);
    }

private:
    void copy(std::size_t count)
    {
        m_out += m_json.substr(m_at, count);
        m_at = std::min(m_at + count, m_json.size());
    }

    void number()
    {
        std::size_t end = m_at;
        while (end < m_json.size() && isNumberByte(m_json[end]))
            ++end;
        const std::string_view token = m_json.substr(m_at, end - m_at);
        double value = 0;
        const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
        const bool whole = token.find_first_of(".eE+") == std::string_view::npos;
        constexpr std::size_t alwaysFits = 18; // digits of an integer of 64 bits
        if (read.ec == std::errc::result_out_of_range) {
            // Too large or too small is told apart by the sign of the exponent; digits without
            // one can only be too large.
            const bool tiny = token.find("e-") != std::string_view::npos ||
                              token.find("E-") != std::string_view::npos;
            if (token.front() == '-')
                m_out += '-';
            m_out += tiny ? "0.0" : "1.7976931348623157e308";
        } else {
            m_out += token;
            if (whole && token.size() > alwaysFits)
                m_out += ".0";
        }
        m_at = end;
    }

    // The value of the \uXXXX at `at`, or -1.
    int escapedUnit(std::size_t at) const
    {
        if (at + 6 > m_json.size() || m_json[at] != '\\' || m_json[at + 1] != 'u')
            return -1;
        int unit = 0;
        const char *digits = m_json.data() + at + 2;
        const auto read = std::from_chars(digits, digits + 4, unit, 16);
        return read.ptr == digits + 4 && unit >= 0 ? unit : -1;
    }

    void string()
    {
        copy(1);
        while (m_at < m_json.size() && m_json[m_at] != '"') {
            const int unit = escapedUnit(m_at);
            const bool high = unit >= 0xd800 && unit < 0xdc00;
            const int next = high ? escapedUnit(m_at + 6) : -1;
            if (high && next >= 0xdc00 && next < 0xe000) {
                copy(12);
            } else if (unit >= 0xd800 && unit < 0xe000) {
                m_out += "\\ufffd";
                m_at += 6;
            } else {
                copy(m_json[m_at] == '\\' ? 2 : 1);
            }
        }
        copy(1);
    }

    const std::string_view m_json;
    std::size_t m_at = 0;
    std::string m_out;
};

Error unreadable(QByteArrayView json, simdjson::error_code code)
{
    const QString remedy = QStringLiteral("An event is one JSON object, encoded as UTF-8.");
    if (code == simdjson::INCORRECT_TYPE)
        return {ErrorKind::BadInput, QStringLiteral("The event is not a JSON object."), remedy, {}};
    if (code == simdjson::EMPTY)
        return {ErrorKind::BadInput, QStringLiteral("The event is empty."), remedy, {}};
    if (code == simdjson::UTF8_ERROR)
        return {ErrorKind::BadInput, QStringLiteral("The event is not valid UTF-8."), remedy, {}};
    // simdjson does not say where; Qt does.
    QJsonParseError parseError;
    QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size()), &parseError);
    if (parseError.error != QJsonParseError::NoError)
        return {ErrorKind::BadInput,
                QStringLiteral("The event is not valid JSON: %1 at byte %2.")
                    .arg(parseError.errorString())
                    .arg(parseError.offset),
                remedy,
                {}};
    return {ErrorKind::BadInput,
            QStringLiteral("The event is not valid JSON."),
            remedy,
            QString::fromLatin1(simdjson::error_message(code))};
}

} // namespace

Result<simdjson::dom::object> EventParser::parse(QByteArrayView paddedJson)
{
    simdjson::dom::object event;
    const auto size = static_cast<std::size_t>(paddedJson.size());
    auto error = m_parser.parse(paddedJson.data(), size, false).get(event);
    if (error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR) {
        const std::string rewritten = Rewriting({paddedJson.data(), size}).run();
        error = m_parser.parse(rewritten).get(event);
    }
    if (error)
        return fail(unreadable(paddedJson, error));
    return event;
}

} // namespace Saltern
