#include "engine/events/templateparser.h"

#include "engine/base/nearestname.h"

#include <optional>

namespace Saltern {

namespace {

// A path longer than this is a mistake, and the search for the longest key is quadratic in it.
constexpr std::size_t mostSegments = 64;

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'/' || c == u'@';
}

// Reads what stands between {{ and }}. Every read function moves m_at forward and sets m_error
// where something is wrong; the first error wins.
class ExpressionReader
{
public:
    ExpressionReader(QStringView text, qsizetype at) : m_text(text), m_at(at) {}

    std::optional<TemplateExpression> read();
    qsizetype at() const { return m_at; }
    const Error &error() const { return m_error; }

private:
    bool readOperand(TemplateOperand &operand);
    bool readString(QString &out);
    bool readNumber(QJsonValue &out);
    bool readPath(TemplateOperand &operand);
    bool readBracket(std::vector<PathSegment> &path);
    bool readFilter(FilterCall &call);
    bool readArguments(FilterCall &call);
    bool checkRoot(const TemplateOperand &operand);

    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
    }
    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    QString readName()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isNameCharacter(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toString();
    }
    bool wrong(qsizetype offset, const QString &message, const QString &remedy)
    {
        m_error = {ErrorKind::BadInput, message, remedy, QString::number(offset)};
        return false;
    }
    bool unexpected(const char *wanted)
    {
        const QString found = m_at < m_text.size() ? QStringLiteral("\"%1\"").arg(m_text[m_at])
                                                   : QStringLiteral("the end of the text");
        return wrong(m_at,
                     QStringLiteral("The template has %1 where %2 is expected.")
                         .arg(found, QLatin1StringView(wanted)),
                     QStringLiteral("Write it as in {{ event.data.name | upper }}."));
    }

    QStringView m_text;
    qsizetype m_at;
    Error m_error;
};

std::optional<TemplateExpression> ExpressionReader::read()
{
    TemplateExpression expression;
    if (!readOperand(expression.operand))
        return std::nullopt;
    for (;;) {
        skipSpace();
        if (peek() == u'}' && peek(1) == u'}') {
            m_at += 2;
            return expression;
        }
        if (peek() != u'|') {
            unexpected("a filter or \"}}\"");
            return std::nullopt;
        }
        ++m_at;
        FilterCall call;
        if (!readFilter(call))
            return std::nullopt;
        expression.filters.push_back(std::move(call));
    }
}

bool ExpressionReader::readOperand(TemplateOperand &operand)
{
    skipSpace();
    operand.offset = m_at;
    const QChar c = peek();
    if (c == u'"' || c == u'\'') {
        QString text;
        if (!readString(text))
            return false;
        operand.literal = text;
        return true;
    }
    if ((c >= u'0' && c <= u'9') || (c == u'-' && peek(1).isDigit()))
        return readNumber(operand.literal);
    if (!c.isLetter() && c != u'_')
        return unexpected("a path such as event.data.name");
    return readPath(operand);
}

bool ExpressionReader::readString(QString &out)
{
    const qsizetype begin = m_at;
    const QChar quote = m_text[m_at++];
    while (m_at < m_text.size()) {
        QChar c = m_text[m_at++];
        if (c == quote)
            return true;
        if (c == u'\\' && m_at < m_text.size()) {
            c = m_text[m_at++];
            if (c == u'n')
                c = u'\n';
            else if (c == u't')
                c = u'\t';
        }
        out += c;
    }
    return wrong(begin,
                 QStringLiteral("The text in the template has no closing %1.").arg(quote),
                 QStringLiteral("Close it before the \"}}\"."));
}

bool ExpressionReader::readNumber(QJsonValue &out)
{
    const qsizetype begin = m_at;
    ++m_at;
    while (peek().isDigit() || peek() == u'.' || peek() == u'e' || peek() == u'E')
        ++m_at;
    const QStringView digits = m_text.sliced(begin, m_at - begin);
    bool ok = false;
    if (const qint64 whole = digits.toLongLong(&ok); ok) {
        out = whole;
        return true;
    }
    out = digits.toDouble(&ok);
    return ok ||
           wrong(begin,
                 QStringLiteral("\"%1\" in the template is not a number.").arg(digits.left(40)),
                 QStringLiteral("Write 10 or 2.5, or put quotes around text."));
}

bool ExpressionReader::readPath(TemplateOperand &operand)
{
    static const QHash<QString, QJsonValue> literals{
        {QStringLiteral("true"), true},
        {QStringLiteral("false"), false},
        {QStringLiteral("none"), QJsonValue::Null},
        {QStringLiteral("null"), QJsonValue::Null},
    };
    const QString root = readName();
    if (const auto literal = literals.find(root.toLower()); literal != literals.end()) {
        operand.literal = *literal;
        return true;
    }
    operand.path.push_back({PathSegment::Kind::Name, root});
    for (;;) {
        if (operand.path.size() > mostSegments)
            return wrong(
                operand.offset,
                QStringLiteral("A path in the template has more than %1 parts.").arg(mostSegments),
                QStringLiteral("Shorten it."));
        if (peek() == u'[') {
            if (!readBracket(operand.path))
                return false;
        } else if (peek() == u'.') {
            ++m_at;
            const QString name = readName();
            if (name.isEmpty())
                return unexpected("a name");
            operand.path.push_back({PathSegment::Kind::Name, name});
        } else {
            return checkRoot(operand);
        }
    }
}

bool ExpressionReader::readBracket(std::vector<PathSegment> &path)
{
    ++m_at;
    skipSpace();
    PathSegment segment;
    if (peek() == u'"' || peek() == u'\'') {
        segment.kind = PathSegment::Kind::Key;
        if (!readString(segment.name))
            return false;
    } else {
        const qsizetype begin = m_at;
        if (peek() == u'-')
            ++m_at;
        while (peek().isDigit())
            ++m_at;
        bool ok = false;
        segment.kind = PathSegment::Kind::Index;
        segment.name = m_text.sliced(begin, m_at - begin).toString();
        segment.index = segment.name.toInt(&ok);
        if (!ok) {
            m_at = begin;
            return unexpected("an index or a key in quotes");
        }
    }
    skipSpace();
    if (peek() != u']')
        return unexpected("\"]\"");
    ++m_at;
    path.push_back(std::move(segment));
    return true;
}

bool ExpressionReader::checkRoot(const TemplateOperand &operand)
{
    const bool secret = operand.path.front().name == QLatin1StringView("secret");
    if (secret && operand.path.size() != 2)
        return wrong(operand.offset,
                     QStringLiteral("A secret is read by its name."),
                     QStringLiteral("Write {{ secret.NAME }}."));
    return true;
}

bool ExpressionReader::readFilter(FilterCall &call)
{
    skipSpace();
    const qsizetype begin = m_at;
    const QString name = readName();
    if (name.isEmpty())
        return unexpected("the name of a filter");
    call.filter = findTemplateFilter(name);
    if (!call.filter)
        return wrong(begin,
                     QStringLiteral("There is no filter \"%1\".").arg(name.left(40)),
                     suggestName(name, templateFilterNames()));
    skipSpace();
    if (peek() == u'(' && !readArguments(call))
        return false;
    const auto given = static_cast<qsizetype>(call.arguments.size());
    if (given < call.filter->fewestArguments || given > call.filter->mostArguments)
        return wrong(
            begin,
            QStringLiteral("The filter \"%1\" does not take %2 arguments.").arg(name).arg(given),
            call.filter->mostArguments == 0 ? QStringLiteral("Write it without brackets.")
                                            : QStringLiteral("It takes %1 to %2.")
                                                  .arg(call.filter->fewestArguments)
                                                  .arg(call.filter->mostArguments));
    return true;
}

bool ExpressionReader::readArguments(FilterCall &call)
{
    ++m_at;
    skipSpace();
    while (peek() != u')') {
        if (!call.arguments.empty()) {
            if (peek() != u',')
                return unexpected("\",\" or \")\"");
            ++m_at;
        }
        TemplateOperand argument;
        if (!readOperand(argument))
            return false;
        call.arguments.push_back(std::move(argument));
        skipSpace();
    }
    ++m_at;
    return true;
}

} // namespace

QString pathText(const std::vector<PathSegment> &path)
{
    QString text;
    for (const PathSegment &segment : path) {
        if (segment.kind == PathSegment::Kind::Index)
            text += u'[' + segment.name + u']';
        else
            text += (text.isEmpty() ? QString() : QStringLiteral(".")) + segment.name;
    }
    return text;
}

Result<ParsedTemplate> parseTemplate(const QString &text)
{
    ParsedTemplate parsed;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf(QLatin1StringView("{{"), at);
        const qsizetype statement = text.indexOf(QLatin1StringView("{%"), at);
        if (statement >= 0 && (open < 0 || statement < open))
            return fail(ErrorKind::BadInput,
                        QStringLiteral("Templates have no statements such as {% if %}."),
                        QStringLiteral("Use a filter, switch or transform node; or write "
                                       "{{ '{%' }} when the text is meant."),
                        QString::number(statement));
        const qsizetype end = open < 0 ? text.size() : open;
        if (end > at)
            parsed.pieces.push_back({text.sliced(at, end - at), {}});
        if (open < 0)
            break;
        ExpressionReader reader(text, open + 2);
        auto expression = reader.read();
        if (!expression)
            return fail(reader.error());
        parsed.pieces.push_back({QString(), {std::move(*expression)}});
        at = reader.at();
    }
    return parsed;
}

} // namespace Saltern
