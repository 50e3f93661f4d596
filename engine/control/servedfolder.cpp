#include "engine/control/servedfolder.h"

#include "engine/control/enginecontrol.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

#include <QDir>
#include <QFileInfo>
#include <QPointer>

namespace Saltern {

namespace {

using Name = QLatin1StringView;
using namespace std::chrono_literals;

// A program that saves a file may take several steps; what lies between them is not for us.
constexpr std::chrono::milliseconds settleTime = 200ms;
constexpr std::chrono::seconds lookEvery = 10s;

} // namespace

ServedFolder::ServedFolder(Engine &engine, const QString &folder, RunMode mode, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_path(QDir::cleanPath(QDir().absoluteFilePath(folder)))
    , m_mode(mode)
    , m_worker(new QObject)
{
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &ServedFolder::rescan);
    connect(&m_every, &QTimer::timeout, this, &ServedFolder::rescan);
    const auto soon = [this] { m_settle.start(settleTime); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, soon);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, soon);
    m_thread.setObjectName(QStringLiteral("folder"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

ServedFolder::~ServedFolder()
{
    m_thread.quit();
    m_thread.wait();
}

Result<void> ServedFolder::begin()
{
    if (!QFileInfo(m_path).isDir())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no folder %1.").arg(m_path),
                    QStringLiteral("Make it, or name another one; its *.saltern.yaml files will "
                                   "run."));
    take(readFolder(m_path));
    m_isFirst = false;
    m_every.start(lookEvery);
    return {};
}

std::vector<ServedFolder::Found> ServedFolder::readFolder(const QString &path)
{
    std::vector<Found> found;
    const QDir folder(path);
    // Hidden ones are an editor's, half written or locks.
    const QStringList names =
        folder.entryList({QStringLiteral("*.saltern.yaml")}, QDir::Files, QDir::Name);
    for (const QString &name : names)
        found.push_back({name, Bundle::load(folder.filePath(name))});
    return found;
}

void ServedFolder::rescan()
{
    if (std::exchange(m_reading, true)) {
        m_again = true;
        return;
    }
    QMetaObject::invokeMethod(m_worker, [this, path = m_path] {
        const std::vector<Found> found = readFolder(path);
        QMetaObject::invokeMethod(this, [this, found] { lookUpSecrets(found); });
    });
}

void ServedFolder::lookUpSecrets(const std::vector<Found> &found)
{
    QList<QByteArray> documents;
    for (const Found &one : found) {
        if (one.bundle)
            documents += one.bundle->document;
    }
    const auto then = [folder = QPointer<ServedFolder>(this), found] {
        if (!folder)
            return;
        folder->m_reading = false;
        folder->take(found);
        if (std::exchange(folder->m_again, false))
            folder->rescan();
    };
    if (EngineControl *control = m_engine.control())
        control->lookUpSecrets(documents, then);
    else
        then();
}

void ServedFolder::take(const std::vector<Found> &found)
{
    QStringList documents;
    for (const Found &one : found)
        documents += one.document;
    // First those that are gone: a renamed document has the same pipeline.
    for (auto known = m_known.begin(); known != m_known.end();) {
        if (documents.contains(known->first)) {
            ++known;
            continue;
        }
        stop(known->first, known->second);
        known = m_known.erase(known);
        Q_EMIT changed();
    }
    for (const Found &one : found)
        look(one);
    watch();
}

void ServedFolder::look(const Found &found)
{
    Known &known = m_known[found.document];
    if (found.bundle) {
        look(found.document, *found.bundle, known);
        return;
    }
    const QString line = found.bundle.error().toString();
    const QJsonObject refusal{{Name("error"), errorJson(found.bundle.error())}};
    if (known.refusal.value(Name("error")) != refusal.value(Name("error")))
        refuse(found.document, known, refusal, {found.document + QStringLiteral(": ") + line});
}

void ServedFolder::look(const QString &document, const Bundle &bundle, Known &known)
{
    const QString revision = bundle.revision();
    if (known.revision == revision)
        return;
    known.revision = revision;
    known.files.clear();
    for (auto file = bundle.files.cbegin(); file != bundle.files.cend(); ++file)
        known.files += m_path + u'/' + file.key();

    const BundleFolder folder(bundle);
    const LoadedPipeline loaded =
        checkPipeline(bundle.document, &folder, m_engine.services().runtimes->names());
    const QString &name = loaded.pipeline.name;
    const QList<Problem> found = problemsForRunning(loaded);
    if (hasErrors(found)) {
        QJsonArray problems;
        QStringList lines;
        for (const Problem &problem : found) {
            problems.append(problemToJson(problem));
            lines += formatProblem(document, problem);
        }
        refuse(document, known, {{Name("pipeline"), name}, {Name("problems"), problems}}, lines);
        return;
    }
    const QString other = otherDocumentOf(name, document);
    const auto refuseFor = [&](const Error &error) {
        refuse(document,
               known,
               {{Name("pipeline"), name}, {Name("error"), errorJson(error)}},
               {document + QStringLiteral(": ") + error.toString()});
    };
    if (!other.isEmpty()) {
        refuseFor({ErrorKind::Conflict,
                   QStringLiteral("%1 has the pipeline \"%2\" too.").arg(other, name),
                   QStringLiteral("Give each document a pipeline name of its own."),
                   {}});
        return;
    }
    if (m_isFirst && wasStopped(name, bundle)) {
        known.pipeline = name;
        Q_EMIT leftStopped(document, name);
        return;
    }
    const QString former = known.pipeline;
    if (const auto deployed = m_engine.deploy(loaded.pipeline, bundle, m_mode); !deployed) {
        refuseFor(deployed.error());
        return;
    }
    if (!former.isEmpty() && former != name)
        stop(document, known);
    known.pipeline = name;
    known.refusal = {};
    Q_EMIT taken(document, name);
    Q_EMIT changed();
}

void ServedFolder::refuse(const QString &document,
                          Known &known,
                          QJsonObject refusal,
                          const QStringList &lines)
{
    refusal.insert(Name("document"), document);
    known.refusal = refusal;
    Q_EMIT documentRefused(document, lines);
    Q_EMIT changed();
}

void ServedFolder::stop(const QString &document, Known &known)
{
    const QString pipeline = std::exchange(known.pipeline, QString());
    // Somebody may have stopped it by hand.
    if (pipeline.isEmpty() || !m_engine.scheduler().deployed(pipeline))
        return;
    if (m_engine.stopPipeline(pipeline))
        Q_EMIT gone(document, pipeline);
}

bool ServedFolder::wasStopped(const QString &pipeline, const Bundle &bundle) const
{
    const auto &former = m_engine.formerDeployments();
    return std::any_of(former.begin(), former.end(), [&](const DeploymentRecord &record) {
        return record.pipeline == pipeline && !record.active &&
               contentOfRevision(record.revision) == bundle.revision();
    });
}

QString ServedFolder::otherDocumentOf(const QString &pipeline, const QString &document) const
{
    for (const auto &[name, known] : m_known) {
        if (name != document && known.pipeline == pipeline)
            return name;
    }
    return {};
}

bool ServedFolder::serves(const QString &pipeline) const
{
    return std::any_of(m_known.begin(), m_known.end(), [&](const auto &entry) {
        return entry.second.pipeline == pipeline;
    });
}

QJsonArray ServedFolder::refused() const
{
    QJsonArray array;
    for (const auto &[document, known] : m_known) {
        if (!known.refusal.isEmpty())
            array.append(known.refusal);
    }
    return array;
}

void ServedFolder::watch()
{
    // A file that was replaced is no longer watched, so the list is made anew each time.
    QStringList paths{m_path};
    for (const auto &[document, known] : m_known) {
        paths += m_path + u'/' + document;
        paths += known.files;
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : std::as_const(paths)) {
        if (!watched.contains(path) && QFileInfo::exists(path))
            m_watcher.addPath(path);
    }
}

} // namespace Saltern
