#include "qml/export/exportmodel.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/hostlistmodel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSaveFile>

#include "qml/export/exportarchive.h"
#include <algorithm>
#include <chrono>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto typingPause = 150ms;

QString choiceOf(const Exporter &exporter, const ExportProfile &profile)
{
    return exporter.id + u'/' + profile.id;
}

QString counted(qsizetype count, const QString &what)
{
    return QStringLiteral("%1 %2").arg(count).arg(what);
}

QString labelOf(const ExportInput &input, const QString &id)
{
    const auto &leftOut = input.leftOut;
    const auto has = [&](const Node &node) { return node.id == id; };
    const auto left = std::find_if(leftOut.begin(), leftOut.end(), has);
    const Node *node = left == leftOut.end() ? input.pipeline.node(id) : &*left;
    return node && !node->label.isEmpty() ? node->label : id;
}

// "3 written, 9 unchanged": only what there is, and always how much was written.
QString summary(const FolderChanges &changes)
{
    QStringList parts{counted(changes.written.size(), QStringLiteral("written"))};
    const QList<std::pair<qsizetype, QString>> others{
        {changes.kept.size(), QStringLiteral("unchanged")},
        {changes.removed.size(), QStringLiteral("removed")},
        {changes.edited.size() + changes.leftEdited.size(), QStringLiteral("edited and kept")}};
    for (const auto &[count, what] : others) {
        if (count > 0)
            parts += counted(count, what);
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

ExportModel::ExportModel(QObject *parent) : QObject(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &ExportModel::begin);
    if (!exporters().empty() && !exporters().front().profiles.isEmpty())
        m_choice = choiceOf(exporters().front(), exporters().front().profiles.first());
    connect(EngineClient::instance().hosts(),
            &HostListModel::summaryChanged,
            this,
            &ExportModel::lookAtHosts);
}

ExportModel::~ExportModel() = default;

PipelineDocument *ExportModel::document() const
{
    return m_document;
}

void ExportModel::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::edited, this, &ExportModel::beginSoon);
        },
        &ExportModel::begin);
}

void ExportModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    Q_EMIT activeChanged();
    setResult({}, false);
    lookAtHosts();
    begin();
}

QVariantList ExportModel::choices() const
{
    QVariantList list;
    for (const Exporter &exporter : exporters()) {
        for (const ExportProfile &profile : exporter.profiles) {
            list.append(
                QVariantMap{{QStringLiteral("value"), choiceOf(exporter, profile)},
                            {QStringLiteral("text"),
                             QString(exporter.title + QStringLiteral(" · ") + profile.title)},
                            {QStringLiteral("tip"), profile.help}});
        }
    }
    return list;
}

void ExportModel::setChoice(const QString &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    Q_EMIT choiceChanged();
    begin();
}

void ExportModel::setOtherwise(const QString &host)
{
    if (host == m_otherwise)
        return;
    m_otherwise = host;
    Q_EMIT otherwiseChanged();
    beginSoon();
}

void ExportModel::setAllMinions(bool all)
{
    if (all == m_allMinions)
        return;
    m_allMinions = all;
    Q_EMIT hostsChanged();
    begin();
}

// Hosts come and go while the engine runs; most of what it tells of them does not matter here.
void ExportModel::lookAtHosts()
{
    ExportSource source = ExportSource::ofEngine();
    if (!m_active || source == m_source)
        return;
    m_source = std::move(source);
    Q_EMIT hostsChanged();
    beginSoon();
}

QString ExportModel::hostsText() const
{
    if (!m_outcome)
        return {};
    const QStringList reached = m_outcome->result.reachedHosts;
    if (!reached.isEmpty())
        return QStringLiteral("%1: no minion, so the Salt master speaks to Docker there.")
            .arg(reached.join(QStringLiteral(", ")));
    QStringList unused;
    for (const ExportHost &host : m_outcome->input.hosts)
        unused += host.name;
    return unused.isEmpty() ? QStringLiteral("Each is the minion of the same name.")
                            : QStringLiteral("%1: no minion, and not used here.")
                                  .arg(unused.join(QStringLiteral(", ")));
}

bool ExportModel::mayLackMinions() const
{
    return m_outcome && !m_outcome->overNetwork.isEmpty();
}

void ExportModel::beginSoon()
{
    if (m_active)
        m_pause.start();
}

void ExportModel::begin()
{
    m_pause.stop();
    if (!m_active || !m_document)
        return;
    // A run for an older state is dropped: what it would say is no longer asked for.
    m_run = std::make_unique<ExportRun>(ExportRun::Request{.bundle = m_document->bundle(),
                                                           .exporter = m_choice.section(u'/', 0, 0),
                                                           .profile = m_choice.section(u'/', 1),
                                                           .otherwise = m_otherwise,
                                                           .hosts = m_source.hosts,
                                                           .allMinions = m_allMinions});
    connect(m_run.get(), &ExportRun::finished, this, &ExportModel::take);
    m_run->start();
    Q_EMIT busyChanged();
}

void ExportModel::take(const Result<ExportOutcome> &outcome)
{
    m_run.release()->deleteLater();
    m_error = outcome ? QString() : outcome.error().toString();
    m_outcome = outcome ? std::make_shared<const ExportOutcome>(*outcome) : nullptr;
    QStringList paths;
    if (m_outcome) {
        for (const ExportedFile &file : m_outcome->result.files)
            paths += file.path;
    }
    m_files.setPaths(paths);
    markFiles();
    Q_EMIT busyChanged();
    Q_EMIT outcomeChanged();
    if (!paths.contains(m_currentFile))
        setCurrentFile(firstFile());
    Q_EMIT currentTextChanged();
    Q_EMIT spansChanged();
}

// The file that tells most: the one in which most nodes stand.
QString ExportModel::firstFile() const
{
    if (!m_outcome || m_outcome->result.files.isEmpty())
        return {};
    const auto &mappings = m_outcome->result.mappings;
    const auto weight = [&](const ExportedFile &file) {
        return std::count_if(mappings.begin(), mappings.end(), [&](const NodeMapping &mapping) {
            return mapping.file == file.path;
        });
    };
    const auto &files = m_outcome->result.files;
    return std::max_element(
               files.begin(),
               files.end(),
               [&](const ExportedFile &a, const ExportedFile &b) { return weight(a) < weight(b); })
        ->path;
}

QVariantList ExportModel::nodes() const
{
    QVariantList list;
    if (!m_outcome)
        return list;
    const auto &mappings = m_outcome->result.mappings;
    for (const NodeReport &report : m_outcome->result.nodes) {
        const auto place =
            std::find_if(mappings.begin(), mappings.end(), [&](const NodeMapping &mapping) {
                return mapping.node == report.node;
            });
        const bool placed = place != mappings.end();
        list.append(QVariantMap{{QStringLiteral("node"), report.node},
                                {QStringLiteral("label"), labelOf(m_outcome->input, report.node)},
                                {QStringLiteral("kind"), report.kind},
                                {QStringLiteral("verdict"), exportVerdictName(report.verdict)},
                                {QStringLiteral("differences"), report.differences.join(u' ')},
                                {QStringLiteral("remedy"), report.remedy},
                                {QStringLiteral("file"), placed ? place->file : QString()},
                                {QStringLiteral("line"), placed ? place->firstLine : 0}});
    }
    return list;
}

QStringList ExportModel::generalDifferences() const
{
    return m_outcome ? m_outcome->result.generalDifferences : QStringList();
}

QStringList ExportModel::nextSteps() const
{
    return m_outcome ? m_outcome->result.nextSteps : QStringList();
}

int ExportModel::exactCount() const
{
    if (!m_outcome)
        return 0;
    const auto &nodes = m_outcome->result.nodes;
    return static_cast<int>(std::count_if(nodes.begin(), nodes.end(), [](const NodeReport &node) {
        return node.verdict == ExportVerdict::Exact;
    }));
}

QString ExportModel::checked() const
{
    return m_outcome ? m_outcome->check.sentence : QString();
}

bool ExportModel::checkPassed() const
{
    return m_outcome && m_outcome->check.passed;
}

void ExportModel::setCurrentFile(const QString &path)
{
    if (path == m_currentFile || path.endsWith(u'/'))
        return;
    m_currentFile = path;
    Q_EMIT currentFileChanged();
    Q_EMIT currentTextChanged();
    Q_EMIT spansChanged();
}

QString ExportModel::currentText() const
{
    if (!m_outcome)
        return {};
    const auto &files = m_outcome->result.files;
    const auto file = std::find_if(files.begin(), files.end(), [&](const ExportedFile &each) {
        return each.path == m_currentFile;
    });
    return file == files.end() ? QString() : QString::fromUtf8(file->content);
}

void ExportModel::setSelectedNodes(const QStringList &ids)
{
    if (ids == m_selectedNodes)
        return;
    m_selectedNodes = ids;
    markFiles();
    Q_EMIT selectedNodesChanged();
    Q_EMIT spansChanged();
}

void ExportModel::markFiles()
{
    QStringList marked;
    if (m_outcome) {
        for (const NodeMapping &mapping : m_outcome->result.mappings) {
            if (m_selectedNodes.contains(mapping.node))
                marked += mapping.file;
        }
    }
    m_files.setMarked(marked);
}

QVariantList ExportModel::spans() const
{
    QVariantList list;
    if (!m_outcome)
        return list;
    for (const NodeMapping &mapping : m_outcome->result.mappings) {
        if (mapping.file == m_currentFile && m_selectedNodes.contains(mapping.node))
            list.append(QVariantMap{{QStringLiteral("first"), mapping.firstLine},
                                    {QStringLiteral("last"), mapping.lastLine}});
    }
    return list;
}

bool ExportModel::showNode(const QString &id)
{
    setSelectedNodes({id});
    if (!m_outcome)
        return false;
    const auto &mappings = m_outcome->result.mappings;
    const auto holds = [&](const NodeMapping &mapping) { return mapping.node == id; };
    const auto here = [&](const NodeMapping &mapping) {
        return holds(mapping) && mapping.file == m_currentFile;
    };
    // The file that is open stays open when the node is in it.
    if (std::any_of(mappings.begin(), mappings.end(), here))
        return true;
    const auto place = std::find_if(mappings.begin(), mappings.end(), holds);
    if (place == mappings.end())
        return false;
    setCurrentFile(place->file);
    return true;
}

void ExportModel::copyCurrentFile() const
{
    QGuiApplication::clipboard()->setText(currentText());
}

void ExportModel::saveArchive(const QUrl &file)
{
    if (!m_outcome)
        return;
    const auto archive =
        exportArchive(m_outcome->input.pipeline.name + u'-' + m_choice.section(u'/', 0, 0),
                      m_outcome->result.files);
    if (!archive) {
        setResult(archive.error().toString(), true);
        return;
    }
    QSaveFile target(file.toLocalFile());
    const bool written = target.open(QIODevice::WriteOnly) &&
                         target.write(*archive) == archive->size() && target.commit();
    setResult(written ? QStringLiteral("Saved as %1").arg(target.fileName())
                      : QStringLiteral("%1 cannot be written: %2.")
                            .arg(target.fileName(), target.errorString()),
              !written);
}

void ExportModel::writeFolder(const QUrl &folder, bool overwrite)
{
    if (!m_outcome || m_write)
        return;
    m_folder = folder;
    m_write = std::make_unique<ExportWrite>(
        folder.toLocalFile(), m_choice.section(u'/', 0, 0), m_outcome, overwrite);
    connect(m_write.get(), &ExportWrite::finished, this, &ExportModel::takeWritten);
    m_write->start();
    Q_EMIT busyChanged();
}

void ExportModel::replaceEdited()
{
    writeFolder(m_folder, true);
}

void ExportModel::takeWritten(const Result<FolderChanges> &changes)
{
    m_write.release()->deleteLater();
    Q_EMIT busyChanged();
    if (changes)
        setResult(summary(*changes), false, changes->edited);
    else
        setResult(changes.error().toString(), true);
}

void ExportModel::setResult(const QString &sentence, bool failed, const QStringList &edited)
{
    m_result = sentence;
    m_resultFailed = failed;
    m_editedFiles = edited;
    Q_EMIT resultChanged();
}

} // namespace Saltern
