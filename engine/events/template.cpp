#include "engine/events/template.h"

#include "engine/base/nearestname.h"
#include "engine/events/templateparser.h"

#include <QJsonArray>

namespace Saltern {

namespace {

const QJsonValue missing(QJsonValue::Undefined);

// Follows a path from `from` on. Dotted names are tried joined, the longest key first, so that
// labels with dots in their names can be written as they are.
QJsonValue follow(QJsonValue value, const std::vector<PathSegment> &path, std::size_t from)
{
    while (from < path.size() && !value.isUndefined()) {
        const PathSegment &segment = path[from];
        if (value.isArray()) {
            const QJsonArray array = value.toArray();
            bool ok = true;
            qsizetype index =
                segment.kind == PathSegment::Kind::Index ? segment.index : segment.name.toInt(&ok);
            if (index < 0)
                index += array.size();
            value = ok && index >= 0 && index < array.size() ? array.at(index) : missing;
            ++from;
            continue;
        }
        const QJsonObject object = value.toObject();
        std::size_t end = from + 1;
        if (segment.kind == PathSegment::Kind::Name) {
            while (end < path.size() && path[end].kind == PathSegment::Kind::Name)
                ++end;
        }
        value = missing;
        for (; end > from && value.isUndefined(); --end) {
            QString key = segment.name;
            for (std::size_t i = from + 1; i < end; ++i)
                key += u'.' + path[i].name;
            value = object.value(key);
            if (!value.isUndefined())
                break;
        }
        from = end;
    }
    return value;
}

Result<QJsonValue> evaluate(const TemplateOperand &operand, const TemplateScope &scope)
{
    if (operand.path.empty())
        return operand.literal;
    const QString &name = operand.path.front().name;
    if (name == QLatin1StringView("secret")) {
        auto secret = scope.secret(operand.path[1].name);
        if (!secret)
            return fail(secret.error());
        return QJsonValue(*secret);
    }
    const auto root = scope.root(name);
    return root ? follow(*root, operand.path, 1) : missing;
}

tl::unexpected<Error> nothingThere(const TemplateOperand &operand, const TemplateScope &scope)
{
    const QString path = pathText(operand.path);
    const auto root = operand.path.empty() ? std::nullopt : scope.root(operand.path.front().name);
    std::size_t known = 1;
    QJsonValue deepest = root.value_or(missing);
    while (root && known < operand.path.size()) {
        const std::vector<PathSegment> part(
            operand.path.begin(), operand.path.begin() + static_cast<std::ptrdiff_t>(known) + 1);
        const QJsonValue next = follow(*root, part, 1);
        if (next.isUndefined())
            break;
        deepest = next;
        ++known;
    }
    QString remedy = QStringLiteral("Check the path, or add | default(...).");
    if (deepest.isObject() && known < operand.path.size()) {
        const QString near =
            nearestName(operand.path[known].name, deepest.toObject().keys().mid(0, 200));
        if (!near.isEmpty())
            remedy = QStringLiteral("Did you mean \"%1\"? Otherwise add | default(...).").arg(near);
    }
    return fail(ErrorKind::NotFound,
                operand.path.empty()
                    ? QStringLiteral("The template's value is empty.")
                    : QStringLiteral("The template reads \"%1\", which is not there.").arg(path),
                remedy);
}

Result<QJsonValue> evaluate(const TemplateExpression &expression, const TemplateScope &scope)
{
    auto value = evaluate(expression.operand, scope);
    for (const FilterCall &call : expression.filters) {
        if (!value)
            return value;
        if (value->isUndefined() && !call.filter->takesMissing)
            continue;
        QJsonArray arguments;
        for (const TemplateOperand &operand : call.arguments) {
            // An argument is looked at only when it is needed: a fallback may be missing itself.
            const bool needed =
                !call.filter->takesMissing || value->isUndefined() || call.arguments.size() > 1;
            auto argument = needed ? evaluate(operand, scope) : Result<QJsonValue>(QJsonValue());
            if (!argument)
                return argument;
            if (argument->isUndefined())
                return nothingThere(operand, scope);
            arguments.append(*argument);
        }
        value = call.filter->apply(*value, arguments);
    }
    if (value && value->isUndefined())
        return nothingThere(expression.operand, scope);
    return value;
}

} // namespace

Template::Template() = default;

Result<Template> Template::parse(const QString &text)
{
    auto parsed = parseTemplate(text);
    if (!parsed)
        return fail(parsed.error());
    Template result;
    result.m_parsed = std::make_shared<const ParsedTemplate>(std::move(*parsed));
    return result;
}

bool Template::isConstant() const
{
    return !m_parsed || std::all_of(m_parsed->pieces.begin(),
                                    m_parsed->pieces.end(),
                                    [](const auto &piece) { return piece.expression.empty(); });
}

Result<QJsonValue> Template::render(const TemplateScope &scope) const
{
    if (!m_parsed)
        return QJsonValue(QString());
    const auto &pieces = m_parsed->pieces;
    if (pieces.size() == 1 && !pieces.front().expression.empty())
        return evaluate(pieces.front().expression.front(), scope);
    QString text;
    for (const TemplatePiece &piece : pieces) {
        text += piece.text;
        for (const TemplateExpression &expression : piece.expression) {
            const auto value = evaluate(expression, scope);
            if (!value)
                return value;
            text += templateText(*value);
        }
        if (text.size() > maximumRenderedLength)
            return fail(ErrorKind::TooLarge,
                        QStringLiteral("The template makes more than %1 characters of text.")
                            .arg(maximumRenderedLength),
                        QStringLiteral("Pick a smaller part of the event."));
    }
    return QJsonValue(text);
}

QList<TemplateReference> Template::references() const
{
    QList<TemplateReference> references;
    const auto add = [&](const TemplateOperand &operand) {
        if (operand.path.empty())
            return;
        TemplateReference reference{pathText(operand.path), {}, operand.offset};
        for (const PathSegment &segment : operand.path)
            reference.segments += segment.name;
        references += reference;
    };
    if (!m_parsed)
        return references;
    for (const TemplatePiece &piece : m_parsed->pieces) {
        for (const TemplateExpression &expression : piece.expression) {
            add(expression.operand);
            for (const FilterCall &call : expression.filters)
                std::for_each(call.arguments.begin(), call.arguments.end(), add);
        }
    }
    return references;
}

QStringList Template::filterNames()
{
    return templateFilterNames();
}

Result<QJsonValue> renderTemplates(const QJsonValue &value, const TemplateScope &scope)
{
    if (value.isString()) {
        const auto parsed = Template::parse(value.toString());
        return parsed ? parsed->render(scope) : fail(parsed.error());
    }
    if (value.isArray()) {
        QJsonArray rendered;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array) {
            auto element = renderTemplates(item, scope);
            if (!element)
                return element;
            rendered.append(*element);
        }
        return QJsonValue(rendered);
    }
    if (value.isObject()) {
        QJsonObject rendered = value.toObject();
        for (auto member = rendered.begin(); member != rendered.end(); ++member) {
            auto element = renderTemplates(member.value(), scope);
            if (!element)
                return element;
            member.value() = *element;
        }
        return QJsonValue(rendered);
    }
    return value;
}

} // namespace Saltern
