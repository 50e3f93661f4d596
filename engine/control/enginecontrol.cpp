#include "engine/control/enginecontrol.h"

#include "engine/control/controlmethods.h"
#include "engine/control/demostage.h"
#include "engine/control/newslistener.h"
#include "engine/control/servedfolder.h"
#include "engine/control/statisticslistener.h"
#include "engine/functions/functionhosts.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;
using Beginning = ControlServer::Beginning;

constexpr int protocolVersion = 1;

QJsonObject hello(EngineControl &control)
{
    const Engine &engine = control.engine();
    QJsonArray kinds;
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        kinds.append(KindRef{descriptor.kind, descriptor.version}.toString());
    return {{Name("protocol"), protocolVersion},
            {Name("version"), QStringLiteral(SALTERN_VERSION)},
            {Name("engine"), engine.engineId()},
            {Name("observeOnly"), engine.options().observe || engine.options().observeOnly},
            {Name("stateFolder"), engine.options().stateFolder},
            {Name("kinds"), kinds},
            {Name("methods"), QJsonArray::fromStringList(control.server().methods())},
            {Name("topics"), QJsonArray::fromStringList(control.server().topics())}};
}

QJsonObject status(EngineControl &control)
{
    Engine &engine = control.engine();
    QJsonObject hosts;
    for (const QString &name : engine.hosts().names())
        hosts.insert(name, control.feed().hostJson(name));
    const QJsonObject webhooks{
        {Name("address"), engine.webhooks().address().toString()},
        {Name("listening"), engine.webhooks().isListening()},
        {Name("paths"), QJsonArray::fromStringList(engine.webhooks().paths())}};
    return {{Name("engine"), engine.engineId()},
            {Name("observe"), engine.options().observe || engine.options().observeOnly},
            {Name("pipelines"), QJsonArray::fromStringList(engine.scheduler().pipelines())},
            {Name("openRuns"), qint64(engine.scheduler().openRuns())},
            {Name("runningSteps"), qint64(engine.scheduler().runningSteps())},
            {Name("journalPending"), qint64(engine.journal().pending())},
            {Name("stalled"), engine.isStalled()},
            {Name("hosts"), hosts},
            {Name("webhooks"), webhooks},
            {Name("functions"), engine.services().functions->pools()}};
}

Beginning listenToStatistics(EngineControl &control)
{
    auto listener = std::make_unique<StatisticsListener>(control.feed());
    return {std::move(listener), {{Name("statistics"), control.feed().everything()}}};
}

Beginning listenToEngine(EngineControl &control)
{
    auto listener = std::make_unique<NewsListener>(QStringLiteral("engine"));
    NewsListener *news = listener.get();
    Engine &engine = control.engine();
    QObject::connect(&engine, &Engine::stalled, news, [news](const Error &error) {
        news->pass({{Name("state"), QStringLiteral("stalled")}, {Name("error"), errorJson(error)}});
    });
    QObject::connect(&engine, &Engine::recovered, news, [news] {
        news->pass({{Name("state"), QStringLiteral("recovered")}});
    });
    return {std::move(listener), {{Name("stalled"), engine.isStalled()}}};
}

} // namespace

EngineControl::EngineControl(Engine &engine)
    : m_engine(engine)
    , m_redaction(engine.secrets())
    // An engine that only looks keeps its journal in memory, where nobody else can read it.
    , m_reader(engine.options().observe ? QString() : engine.options().stateFolder)
    , m_statistics(engine.scheduler())
    , m_feed(engine, m_statistics)
    , m_hosts(engine)
    , m_demos(std::make_unique<DemoStage>(engine))
    , m_server(&m_redaction)
{
    addEngineMethods(*this);
    addPipelineMethods(*this);
    addArrivalMethods(*this);
    addReplayMethods(*this);
    addRunMethods(*this);
    addDeadLetterMethods(*this);
    addEventMethods(*this);
    addHostMethods(*this);
    addFunctionMethods(*this);
    addDemoMethods(*this);
}

EngineControl::~EngineControl() = default;

void EngineControl::setFolder(const ServedFolder *folder)
{
    m_folder = folder;
    connect(folder, &ServedFolder::changed, this, &EngineControl::folderChanged);
}

void EngineControl::lookUpSecrets(const QList<QByteArray> &documents, std::function<void()> then)
{
    if (m_secretSource)
        m_secretSource(documents, std::move(then));
    else
        then();
}

void addEngineMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("hello"), [&control](const QJsonObject &, const auto &reply) {
        reply(QJsonValue(hello(control)));
    });
    server.addMethod(QStringLiteral("status"), [&control](const QJsonObject &, const auto &reply) {
        reply(QJsonValue(status(control)));
    });
    server.addTopic(QStringLiteral("statistics"), [&control](const QJsonObject &) {
        return Result<Beginning>(listenToStatistics(control));
    });
    server.addTopic(QStringLiteral("engine"), [&control](const QJsonObject &) {
        return Result<Beginning>(listenToEngine(control));
    });
}

} // namespace Saltern
