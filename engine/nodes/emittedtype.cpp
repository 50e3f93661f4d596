#include "engine/nodes/emittedtype.h"

#include "engine/events/event.h"
#include "engine/pipeline/descriptor.h"

#include <QStringList>

namespace Saltern {

namespace {

constexpr qsizetype longestType = 255;

} // namespace

// What the engine alone may say: a forged Docker event would start other people's pipelines.
Result<void> checkEmittedType(const QString &type)
{
    static const QStringList reserved{QStringLiteral("docker"),
                                      QStringLiteral("host"),
                                      QStringLiteral("timer"),
                                      QStringLiteral("manual"),
                                      QStringLiteral("webhook"),
                                      QStringLiteral("saltern")};
    const QString first = type.section(u'/', 0, 0);
    if (!isValidEventType(type) || type.size() > longestType || first.isEmpty()) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" cannot be the type of an event.")
                        .arg(type.left(60).simplified()),
                    QStringLiteral("Use a path such as shop/order/paid: letters, digits and "
                                   "- _ . / : @ % +, 255 characters at most."));
    }
    if (reserved.contains(first)) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("Events whose type begins with %1/ are made by Saltern alone.")
                        .arg(first),
                    QStringLiteral("Begin the type with a word of your own."));
    }
    return {};
}

void checkEmittedType(const QString &type, const QString &field, NodeProblems &problems)
{
    if (type.isEmpty() || type.contains(QLatin1StringView("{{")))
        return;
    if (const auto valid = checkEmittedType(type); !valid)
        problems.add(
            field, QStringLiteral("emitted-type"), valid.error().message, valid.error().remedy);
}

} // namespace Saltern
