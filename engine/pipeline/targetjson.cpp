#include "engine/pipeline/targetjson.h"

#include "engine/pipeline/targetterm.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Kind = TargetTerm::Kind;

QJsonObject jsonOf(const TargetTerm &term)
{
    QJsonArray parts;
    for (const TargetTermPtr &part : term.parts)
        parts.append(jsonOf(*part));
    switch (term.kind) {
    case Kind::And:
        return {{QStringLiteral("and"), parts}};
    case Kind::Or:
        return {{QStringLiteral("or"), parts}};
    case Kind::Not:
        return {{QStringLiteral("not"), parts.first()}};
    case Kind::Name:
        return {{QStringLiteral("name"), term.text}};
    case Kind::Glob:
        return {{QStringLiteral("glob"), term.text}};
    case Kind::Label:
        return {{QStringLiteral("label"), term.label}, {QStringLiteral("value"), term.text}};
    case Kind::Expression:
        return {{QStringLiteral("expression"), term.text}};
    case Kind::None:
        break;
    }
    return {{QStringLiteral("or"), QJsonArray()}};
}

} // namespace

Result<QJsonObject> targetJson(const QString &text)
{
    const auto root = readTarget(text);
    if (!root)
        return fail(root.error());
    return jsonOf(**root);
}

} // namespace Saltern
