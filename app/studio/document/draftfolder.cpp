#include "app/studio/document/draftfolder.h"

#include "app/studio/document/storedfile.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>

namespace Saltern {

namespace {

const QString lockName = QStringLiteral("studio.lock");
const QString suffix = QStringLiteral(".draft");

QString encoded(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray decoded(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

QByteArray toJson(const Draft &draft)
{
    QJsonObject files;
    for (auto file = draft.files.begin(); file != draft.files.end(); ++file)
        files.insert(file.key(), encoded(file.value()));
    return QJsonDocument(
               QJsonObject{{QStringLiteral("path"), draft.path},
                           {QStringLiteral("name"), draft.name},
                           {QStringLiteral("time"), draft.time.toString(Qt::ISODateWithMs)},
                           {QStringLiteral("text"), encoded(draft.text)},
                           {QStringLiteral("layout"), encoded(writeLayout(draft.layout))},
                           {QStringLiteral("files"), files}})
        .toJson(QJsonDocument::Compact);
}

Draft fromJson(const QString &id, const QJsonObject &json)
{
    Draft draft{.id = id,
                .path = json.value(QLatin1StringView("path")).toString(),
                .name = json.value(QLatin1StringView("name")).toString(),
                .time = QDateTime::fromString(json.value(QLatin1StringView("time")).toString(),
                                              Qt::ISODateWithMs),
                .text = decoded(json.value(QLatin1StringView("text"))),
                .layout = readLayout(decoded(json.value(QLatin1StringView("layout"))))};
    const QJsonObject files = json.value(QLatin1StringView("files")).toObject();
    for (auto file = files.begin(); file != files.end(); ++file)
        draft.files.insert(file.key(), decoded(file.value()));
    return draft;
}

} // namespace

DraftFolder::DraftFolder(const QString &folder)
    : m_folder(folder), m_own(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    const QString own = m_folder + u'/' + m_own;
    // What is drafted may be anything that somebody types, secrets too.
    if (!QDir().mkpath(own) ||
        !QFile::setPermissions(own, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return;
    m_lock = std::make_unique<QLockFile>(own + u'/' + lockName);
    m_lock->setStaleLockTime(0); // only the death of the process frees it
    m_lock->tryLock();
}

DraftFolder::~DraftFolder()
{
    if (m_lock)
        m_lock->unlock();
    // Goes only when it is empty: drafts of a studio that was ended are offered by the next.
    QDir().rmdir(m_folder + u'/' + m_own);
}

QString DraftFolder::pathOf(const QString &id) const
{
    return m_folder + u'/' + m_own + u'/' + id + suffix;
}

Result<> DraftFolder::write(const Draft &draft)
{
    return writeStoredFile(pathOf(draft.id), toJson(draft));
}

void DraftFolder::remove(const QString &id)
{
    QFile::remove(pathOf(id));
}

QStringList DraftFolder::abandonedFolders() const
{
    QStringList folders;
    const QStringList names = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        if (name == m_own)
            continue;
        QLockFile lock(m_folder + u'/' + name + u'/' + lockName);
        lock.setStaleLockTime(0);
        if (lock.tryLock())
            folders += name;
    }
    return folders;
}

QList<Draft> DraftFolder::leftBehind() const
{
    QList<Draft> drafts;
    const QStringList folders = abandonedFolders();
    for (const QString &folder : folders) {
        const QDir dir(m_folder + u'/' + folder);
        const QStringList names = dir.entryList({u'*' + suffix}, QDir::Files);
        for (const QString &name : names) {
            const auto content = readStoredFile(dir.filePath(name));
            const QJsonObject json =
                content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
            if (!json.isEmpty())
                drafts.append(fromJson(folder + u'/' + name.chopped(suffix.size()), json));
        }
    }
    std::sort(drafts.begin(), drafts.end(), [](const Draft &a, const Draft &b) {
        return a.time > b.time;
    });
    return drafts;
}

void DraftFolder::forget(const QString &id)
{
    const QList<Draft> drafts = leftBehind();
    const bool isLeft = std::any_of(
        drafts.begin(), drafts.end(), [&](const Draft &draft) { return draft.id == id; });
    if (!isLeft)
        return;
    QFile::remove(m_folder + u'/' + id + suffix);
    QDir().rmdir(m_folder + u'/' + id.section(u'/', 0, 0));
}

} // namespace Saltern
