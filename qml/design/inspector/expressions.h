#pragma once

#include <QObject>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// Templates as they are typed: their value on a sample, and what may come next. A scope is the
/// object that sampleScope() makes, or the same with a real event in it. Secrets stay masked.
/// GUI thread.
class Expressions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    Q_INVOKABLE static bool isExpression(const QString &text);

    /// {text, error, secrets}: the value on one line or the sentence that says why there is none,
    /// and the names of the secrets that it reads.
    Q_INVOKABLE static QVariantMap evaluate(const QString &text, const QVariantMap &scope);

    /// {from, items: [{text, detail, kind}]}: what could stand from `from` to the cursor. Empty
    /// outside of {{ }}. `kind` is "path", "filter" or "secret".
    Q_INVOKABLE static QVariantMap
    complete(const QString &text, int cursor, const QVariantMap &scope);
};

} // namespace Saltern
