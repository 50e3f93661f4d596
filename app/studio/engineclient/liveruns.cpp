#include "app/studio/engineclient/liveruns.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/keptpins.h"
#include "app/studio/settings/preferences.h"

#include <QJSEngine>

namespace Saltern {

namespace {

const QString deployedKey = QStringLiteral("runs/deployed");

/// What is the same in events of this sort, as settings of the trigger that fits them.
std::pair<QString, QVariantMap> triggerFor(const QJsonObject &event)
{
    const QString type = textOf(event, "type");
    const QStringList parts = type.split(u'/');
    if (parts.size() == 3 && parts.first() == QLatin1StringView("docker"))
        return {QStringLiteral("docker.event"),
                {{QStringLiteral("type"), parts.at(1)}, {QStringLiteral("action"), parts.at(2)}}};
    return {QStringLiteral("bus.event"), {{QStringLiteral("type"), type}}};
}

} // namespace

LiveRuns::LiveRuns(QObject *parent) : QObject(parent)
{
    EngineClient &client = EngineClient::instance();
    connect(&client,
            &EngineClient::deployed,
            this,
            [this](const QString &pipeline, const QString &mode) {
                QSettings &settings = Preferences::instance().settings();
                QStringList known = settings.value(deployedKey).toStringList();
                if (!known.contains(pipeline))
                    settings.setValue(deployedKey, QStringList(known << pipeline));
                Q_EMIT started(pipeline, mode);
            });
    connect(&client,
            &EngineClient::begunAnew,
            this,
            [this](const QString &pipeline, const QStringList &nodes) {
                QStringList titles;
                for (const QString &node : nodes)
                    titles += nodeTitle(pipeline, node);
                Q_EMIT begunAnew(pipeline, titles.join(QLatin1StringView(", ")));
            });
    connect(&client,
            &EngineClient::refused,
            this,
            [this](const QString &pipeline, const QJsonArray &problems) {
                const QJsonObject first =
                    problems.isEmpty() ? QJsonObject() : problems.first().toObject();
                Q_EMIT refused(
                    pipeline,
                    QString(textOf(first, "message") + u' ' + textOf(first, "remedy")).trimmed());
            });
}

LiveRuns &LiveRuns::instance()
{
    static LiveRuns runs(nullptr);
    return runs;
}

LiveRuns *LiveRuns::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

RunOverlay *LiveRuns::overlay(PipelineDocument *document)
{
    if (!document)
        return nullptr;
    if (auto *known = document->findChild<RunOverlay *>({}, Qt::FindDirectChildrenOnly))
        return known;
    auto *made = new RunOverlay(document);
    QJSEngine::setObjectOwnership(made, QJSEngine::CppOwnership);
    made->setPipeline(document->pipeline());
    made->setPinnedOutputs(readPins(document->path()));
    const auto keepPins = [made, document] { writePins(document->path(), made->pinnedOutputs()); };
    // Later, when the overlay knows the document's new names too.
    connect(made, &RunOverlay::pinnedChanged, document, keepPins, Qt::QueuedConnection);
    connect(document, &PipelineDocument::saved, made, keepPins); // under a new name, perhaps
    connect(document, &PipelineDocument::nodeRenamed, made, &RunOverlay::renamePinned);
    connect(document, &PipelineDocument::edited, made, [made, document] {
        made->setPipeline(document->pipeline());
    });
    return made;
}

void LiveRuns::run(PipelineDocument *document, const QString &mode)
{
    if (!document)
        return;
    overlay(document)->endPlay();
    EngineClient::instance().deploy(document->bundle(), mode);
}

void LiveRuns::stop(PipelineDocument *document)
{
    if (document)
        EngineClient::instance().stopPipeline(document->name());
}

bool LiveRuns::isFirstRun(PipelineDocument *document) const
{
    return document && !Preferences::instance()
                            .settings()
                            .value(deployedKey)
                            .toStringList()
                            .contains(document->name());
}

QString LiveRuns::nodeTitle(const QString &pipeline, const QString &node) const
{
    const OpenDocuments &open = *Workspace::instance().documents();
    for (int row = 0; row < open.count(); ++row) {
        const PipelineDocument *document = open.at(row);
        if (document->name() == pipeline)
            return cardTitleIn(document->pipeline(), node);
    }
    return node;
}

PipelineDocument *LiveRuns::pipelineFromEvent(const QString &event)
{
    const QJsonObject object = QJsonDocument::fromJson(event.toUtf8()).object();
    PipelineDocument *document = Workspace::instance().newPipeline();
    if (!document || object.isEmpty())
        return document;
    const auto [kind, parameters] = triggerFor(object);
    const QString id = document->addNode(kind, {80, 80}, parameters);
    document->addNodeAndConnect(QStringLiteral("log"), {360, 80}, id);
    return document;
}

} // namespace Saltern
