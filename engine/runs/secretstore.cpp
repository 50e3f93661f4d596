#include "engine/runs/secretstore.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qint64 maximumSecretBytes = 64 * 1024;

// Masking a value as short as "a1" would eat ordinary text and protect nothing.
constexpr qsizetype shortestMasked = 4;

// The name becomes part of a path and of a variable's name.
bool isSecretName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 128 &&
           std::all_of(name.begin(), name.end(), [](QChar c) {
               return c == u'_' || (c < QChar(0x80) && c.isLetterOrNumber());
           });
}

} // namespace

Result<QString> SecretStore::value(const QString &name)
{
    const auto known = m_values.constFind(name);
    if (known != m_values.cend())
        return *known;
    auto found = read(name);
    if (found)
        m_values.insert(name, *found);
    return found;
}

Result<QString> SecretStore::read(const QString &name) const
{
    if (!isSecretName(name))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is not a secret's name.").arg(name.left(80)),
                    QStringLiteral("Use letters, digits and underscores."));
    const QString variable = QStringLiteral("SALTERN_SECRET_") + name;
    if (qEnvironmentVariableIsSet(variable.toLatin1().constData()))
        return qEnvironmentVariable(variable.toLatin1().constData());

    QFile file(m_folder + u'/' + name);
    if (!file.exists())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The secret %1 is not set.").arg(name),
                    QStringLiteral("Set the environment variable %1, or write the value to %2 and "
                                   "run chmod 600 on it.")
                        .arg(variable, file.fileName()));
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (QFileInfo(file).permissions() & others)
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The secret file %1 can be read or changed by others.")
                        .arg(file.fileName()),
                    QStringLiteral("Run: chmod 600 %1").arg(file.fileName()));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The secret file %1 cannot be read.").arg(file.fileName()),
                    QStringLiteral("Give it to the account that runs the engine."),
                    file.errorString());
    QByteArray content = file.read(maximumSecretBytes + 1);
    if (content.size() > maximumSecretBytes)
        return fail(
            ErrorKind::TooLarge,
            QStringLiteral("The secret file %1 is larger than 64 KiB.").arg(file.fileName()),
            QStringLiteral("A secret is a token or a password; keep files elsewhere."));
    if (content.endsWith('\n'))
        content.chop(1);
    return QString::fromUtf8(content);
}

QStringList SecretStore::masked() const
{
    QStringList values = m_values.values();
    values.removeIf([](const QString &value) { return value.size() < shortestMasked; });
    return values;
}

QString SecretStore::redacted(QString text) const
{
    for (const QString &value : m_values) {
        if (value.size() >= shortestMasked)
            text.replace(value, secretMask);
    }
    return text;
}

} // namespace Saltern
