#include "app/studio/engineclient/keptpins.h"

#include "app/studio/settings/preferences.h"
#include "engine/base/compactjson.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace Saltern {

namespace {

QString fileOf(const QString &documentPath)
{
    const QString folder = QFileInfo(Preferences::instance().settings().fileName()).absolutePath();
    const QByteArray digest =
        QCryptographicHash::hash(documentPath.toUtf8(), QCryptographicHash::Sha256).toHex();
    return folder + QStringLiteral("/pinned/") + QString::fromLatin1(digest.left(32)) +
           QStringLiteral(".json");
}

} // namespace

QJsonObject readPins(const QString &documentPath)
{
    QFile file(documentPath.isEmpty() ? QString() : fileOf(documentPath));
    if (file.fileName().isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

void writePins(const QString &documentPath, const QJsonObject &pins)
{
    if (documentPath.isEmpty())
        return;
    const QString path = fileOf(documentPath);
    if (pins.isEmpty()) {
        QFile::remove(path);
        return;
    }
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    // Who cannot keep them still has them until the document is closed.
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(compactJson(pins));
    file.commit();
}

} // namespace Saltern
