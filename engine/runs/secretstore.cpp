#include "engine/runs/secretstore.h"

#include "engine/base/compactjson.h"

#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qint64 maximumSecretBytes = 64 * 1024;

constexpr qsizetype shortestBase64 = 6;

// The name becomes part of a path and of a variable's name.
bool isSecretName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 128 &&
           std::all_of(name.begin(), name.end(), [](QChar c) {
               return c == u'_' || (c < QChar(0x80) && c.isLetterOrNumber());
           });
}

// Base64 of a text that has the value in it, "user:" in front for example: what all three positions
// in a group of three bytes have in common. Short values would only leave a few letters.
QStringList base64Forms(const QByteArray &value)
{
    QStringList forms;
    for (qsizetype before = 0; before < 3; ++before) {
        const QByteArray whole = QByteArray(QByteArray(before, 'x') + value).toBase64();
        const qsizetype first = before == 0 ? 0 : before + 1; // letters that tell of what is before
        const qsizetype whole3 = (before + value.size()) / 3 * 4;
        const QByteArray core = whole.mid(first, whole3 - first);
        if (core.size() < shortestBase64)
            continue;
        forms += QString::fromLatin1(core);
        forms += QString::fromLatin1(core).replace(u'+', u'-').replace(u'/', u'_');
    }
    return forms;
}

QStringList writtenForms(const QString &value)
{
    QByteArray json;
    appendJsonString(json, value.toUtf8());
    // A control character has two ways to be written: \t, or as its number.
    const QByteArray other = compactJson(QJsonValue(value));
    QStringList forms{value,
                      QString::fromUtf8(json.mid(1, json.size() - 2)),
                      QString::fromUtf8(other.mid(1, other.size() - 2)),
                      QString::fromLatin1(QUrl::toPercentEncoding(value)),
                      QString::fromLatin1(value.toUtf8().toBase64())};
    forms += base64Forms(value.toUtf8());
    return forms;
}

} // namespace

SecretStore SecretStore::masked()
{
    SecretStore store{QString()};
    store.m_masked = true;
    return store;
}

Result<QString> SecretStore::value(const QString &name)
{
    if (m_masked)
        return QString(secretMask);
    const auto known = m_values.constFind(name);
    if (known != m_values.cend())
        return *known;
    auto found = read(name);
    if (found) {
        m_values.insert(name, *found);
        noteForms(*found);
    }
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
    if (!file.exists() && m_provided.contains(name))
        return m_provided.value(name);
    if (!file.exists())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The secret %1 is not set.").arg(name),
                    QStringLiteral("Set the environment variable %1, or write the value to %2 and "
                                   "run chmod 600 on it.")
                        .arg(variable, file.fileName()));
    // A pipe would make the engine wait for whoever writes to it.
    if (!QFileInfo(file).isFile())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The secret %1 is no plain file.").arg(file.fileName()),
                    QStringLiteral("Write the value to a file of that name."));
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

void SecretStore::noteForms(const QString &value)
{
    if (value.size() < shortestMasked)
        return;
    for (const QString &form : writtenForms(value)) {
        if (!m_forms.contains(form))
            m_forms += form;
    }
    // A form that is part of another one must not cut it in two.
    std::sort(m_forms.begin(), m_forms.end(), [](const QString &one, const QString &other) {
        return one.size() > other.size();
    });
}

QStringList SecretStore::handedOut() const
{
    return m_forms;
}

QString SecretStore::redacted(QString text) const
{
    for (const QString &form : m_forms)
        text.replace(form, secretMask);
    return text;
}

} // namespace Saltern
