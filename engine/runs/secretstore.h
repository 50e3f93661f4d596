#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QStringList>

namespace Saltern {

/// Looks secrets up and knows which values must never be shown. A secret NAME is the environment
/// variable SALTERN_SECRET_NAME, else the file <folder>/NAME, which nobody but its owner may read
/// (one line end at its end is dropped), else what a program provided. Engine thread.
class SecretStore
{
public:
    /// `folder` is usually <configFolder()>/secrets.
    explicit SecretStore(QString folder) : m_folder(std::move(folder)) {}

    /// One that knows no secret and answers secretMask for each: what is only shown needs no more.
    static SecretStore masked();

    /// The value, read once and kept; an error that says how to set it when there is none.
    Result<QString> value(const QString &name);

    /// Whether the name has a value, without handing it out.
    bool isSet(const QString &name) const { return read(name).has_value(); }

    /// A value from elsewhere (a desktop's keyring), for a name that has neither variable nor file.
    void provide(const QString &name, const QString &value) { m_provided.insert(name, value); }

    /// The text with every value handed out so far replaced by secretMask: as it is, and as base64,
    /// percent-encoded or inside a JSON string, as others may send it back.
    QString redacted(QString text) const;

    /// Everything that redacted() replaces: each value in each of these forms.
    QStringList handedOut() const;

    /// Whether no value was handed out yet.
    bool isEmpty() const { return m_values.isEmpty(); }

private:
    Result<QString> read(const QString &name) const;
    void noteForms(const QString &value);

    QString m_folder;
    bool m_masked = false;
    QHash<QString, QString> m_values;
    QHash<QString, QString> m_provided;
    QStringList m_forms; // of m_values, longest first
};

/// What people see instead of a secret.
inline constexpr QLatin1StringView secretMask{"***"};

/// Shorter values are not masked: one as short as "a1" would eat ordinary text and protect nothing.
inline constexpr qsizetype shortestMasked = 4;

} // namespace Saltern
