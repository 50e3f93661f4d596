#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QStringList>

namespace Saltern {

/// Looks secrets up and knows which values must never be shown. A secret NAME is the environment
/// variable SALTERN_SECRET_NAME, else the file <folder>/NAME, which nobody but its owner may read
/// (one line end at its end is dropped). Engine thread.
class SecretStore
{
public:
    /// `folder` is usually <configFolder()>/secrets.
    explicit SecretStore(QString folder) : m_folder(std::move(folder)) {}

    /// The value, read once and kept; an error that says how to set it when there is none.
    Result<QString> value(const QString &name);

    /// The text with every value handed out so far replaced by secretMask.
    QString redacted(QString text) const;

    /// The values that redacted() replaces.
    QStringList masked() const;

    /// Whether no value was handed out yet.
    bool isEmpty() const { return m_values.isEmpty(); }

private:
    Result<QString> read(const QString &name) const;

    QString m_folder;
    QHash<QString, QString> m_values;
};

/// What people see instead of a secret.
inline constexpr QLatin1StringView secretMask{"***"};

} // namespace Saltern
