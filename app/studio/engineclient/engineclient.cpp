#include "app/studio/engineclient/engineclient.h"

#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/engineprocess.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/livetopic.h"
#include "engine/base/installation.h"
#include "engine/control/controlclient.h"

#include <QJSEngine>

#include <optional>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto measureEvery = 5s;

std::optional<EngineOptions> &chosenOptions()
{
    static std::optional<EngineOptions> options;
    return options;
}

QPointer<EngineClient> &theInstance()
{
    static QPointer<EngineClient> client;
    return client;
}

} // namespace

QJsonObject protocolBundle(const Bundle &bundle)
{
    QJsonObject files;
    for (auto file = bundle.files.cbegin(); file != bundle.files.cend(); ++file)
        files.insert(file.key(), QString::fromLatin1(file.value().toBase64()));
    return {{QStringLiteral("name"), bundle.documentName},
            {QStringLiteral("document"), QString::fromUtf8(bundle.document)},
            {QStringLiteral("files"), files}};
}

EngineClient::EngineClient(EngineOptions options, QObject *parent)
    : QObject(parent), m_options(std::move(options))
{
    // What is made here listens through instance(), which must be known before.
    theInstance() = this;
    if (!m_options.program.isEmpty()) {
        m_process =
            new EngineProcess(m_options.program, m_options.arguments, m_options.logFile, this);
        connect(m_process, &EngineProcess::errorChanged, this, &EngineClient::stateChanged);
    }
    m_hosts = new HostListModel(this);
    m_pipelines = new DeployedListModel(this);
    m_figures = new LiveTopic(QStringLiteral("statistics"), this);
    const auto take = [this](const QJsonObject &news) {
        m_statistics.take(objectOf(news, "statistics"));
    };
    connect(m_figures, &LiveTopic::begun, this, take);
    connect(m_figures, &LiveTopic::received, this, take);
    m_figures->listen();
    m_changes = new LiveTopic(QStringLiteral("runs"), this);
    connect(m_changes, &LiveTopic::received, this, &EngineClient::takeChanges);
    m_changes->listen();
    m_engineNews = new LiveTopic(QStringLiteral("engine"), this);
    connect(m_engineNews, &LiveTopic::received, this, [this](const QJsonObject &news) {
        if (textOf(news, "state") == QLatin1StringView("stalled"))
            Q_EMIT failed(textOf(objectOf(news, "error"), "message"),
                          textOf(objectOf(news, "error"), "remedy"));
    });
    m_engineNews->listen();
    m_measure.setInterval(measureEvery);
    connect(&m_measure, &QTimer::timeout, this, &EngineClient::measure);
}

EngineClient::~EngineClient()
{
    if (m_control)
        m_control->disconnect(this);
}

EngineClient &EngineClient::instance()
{
    if (!theInstance()) {
        static const std::unique_ptr<EngineClient> client =
            std::make_unique<EngineClient>(chosenOptions().value_or(ownEngine()));
    }
    return *theInstance();
}

void EngineClient::use(const EngineOptions &options)
{
    chosenOptions() = options;
}

EngineOptions EngineClient::ownEngine()
{
    const QString folder = defaultStateFolder();
    return {.socketPath = folder + QStringLiteral("/control.sock"),
            .program = findProgram(QStringLiteral("saltern")).value_or(QString()),
            .arguments = {QStringLiteral("serve")},
            .logFile = folder + QStringLiteral("/engine.log")};
}

EngineClient *EngineClient::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

void EngineClient::start()
{
    if (!m_control)
        connectTo(m_options.socketPath);
}

void EngineClient::attach(const QString &socketPath)
{
    if (m_process)
        m_process->setWanted(false);
    m_process = nullptr;
    connectTo(socketPath);
}

void EngineClient::stop()
{
    if (!m_control)
        return;
    const bool idle = isConnected() && m_pipelines->rowCount() == 0;
    if (m_process) {
        m_process->setWanted(false);
        if (idle)
            m_process->terminate();
    }
    m_control->close();
}

void EngineClient::connectTo(const QString &socketPath)
{
    if (m_control)
        m_control->disconnect(this);
    m_wasConnected = false;
    m_control = std::make_unique<ControlClient>(ControlEndpoint::socket(socketPath));
    connect(
        m_control.get(), &ControlClient::stateChanged, this, &EngineClient::controlStateChanged);
    connect(m_control.get(),
            &ControlClient::notified,
            this,
            [this](const QString &method, const QJsonObject &params) {
                if (method == QLatin1StringView("demo"))
                    Q_EMIT demoTold(params);
                else if (method == QLatin1StringView("replay"))
                    Q_EMIT replayTold(params);
            });
    Q_EMIT attached();
    m_control->open();
}

void EngineClient::controlStateChanged()
{
    const bool connected = isConnected();
    if (connected) {
        m_wasConnected = true;
        m_measure.start();
        measure();
    } else {
        m_measure.stop();
        m_latencyMs = -1;
        m_statistics.forget();
    }
    if (m_process) {
        m_process->setWanted(m_control->state() == ControlClient::State::Reconnecting);
        if (connected)
            m_process->reached();
    }
    Q_EMIT stateChanged();
    Q_EMIT latencyChanged();
}

void EngineClient::takeChanges(const QJsonObject &news)
{
    const QJsonArray changes = arrayOf(news, "changes");
    for (const QJsonValue &change : changes)
        Q_EMIT changed(change.toObject());
    if (countOf(news, "skipped") > 0)
        Q_EMIT changesSkipped();
}

void EngineClient::measure()
{
    QElapsedTimer asked;
    asked.start();
    ask(
        QStringLiteral("hello"),
        {},
        this,
        [this, asked](const QJsonObject &) {
            m_latencyMs = int(asked.elapsed());
            Q_EMIT latencyChanged();
        },
        [](const Error &) {});
}

QString EngineClient::state() const
{
    if (!m_control || m_control->state() == ControlClient::State::Closed)
        return QStringLiteral("off");
    if (isConnected())
        return QStringLiteral("connected");
    return m_wasConnected ? QStringLiteral("reconnecting") : QStringLiteral("starting");
}

bool EngineClient::isConnected() const
{
    return m_control && m_control->state() == ControlClient::State::Connected;
}

QString EngineClient::version() const
{
    return m_control ? textOf(m_control->engine(), "version") : QString();
}

QString EngineClient::error() const
{
    if (!m_control || isConnected())
        return {};
    if (m_process && !m_process->error().isEmpty())
        return m_process->error();
    return m_control->error().toString();
}

bool EngineClient::isObserveOnly() const
{
    return m_control && m_control->engine().value(QLatin1StringView("observeOnly")).toBool();
}

qint64 EngineClient::enginePid() const
{
    return m_process ? m_process->pid() : 0;
}

void EngineClient::ask(const QString &method,
                       const QJsonObject &params,
                       QObject *context,
                       Answer answer,
                       Refusal refusal)
{
    if (!refusal)
        refusal = [this](const Error &error) { Q_EMIT failed(error.message, error.remedy); };
    if (!m_control) {
        const Error error{ErrorKind::Unreachable,
                          tr("No engine runs."),
                          tr("It is started with the studio; look at the chip above."),
                          {}};
        QTimer::singleShot(0, context, [refusal, error] { refusal(error); });
        return;
    }
    connect(m_control->call(method, params),
            &PendingCall::finished,
            context,
            [answer = std::move(answer), refusal](const Result<QJsonValue> &result) {
                if (result)
                    answer(result->toObject());
                else
                    refusal(result.error());
            });
}

void EngineClient::deploy(const Bundle &bundle, const QString &mode)
{
    const QJsonObject params{{QStringLiteral("bundle"), protocolBundle(bundle)},
                             {QStringLiteral("mode"), mode}};
    ask(QStringLiteral("pipelines.deploy"), params, this, [this, mode](const QJsonObject &answer) {
        const QString pipeline = textOf(answer, "pipeline");
        if (!answer.value(QLatin1StringView("deployed")).toBool()) {
            Q_EMIT refused(pipeline, arrayOf(answer, "problems"));
            return;
        }
        Q_EMIT deployed(pipeline, mode);
        QStringList nodes;
        for (const QJsonValue &node : arrayOf(answer, "begunAnew"))
            nodes += node.toString();
        if (!nodes.isEmpty())
            Q_EMIT begunAnew(pipeline, nodes);
    });
}

void EngineClient::stopPipeline(const QString &pipeline)
{
    ask(QStringLiteral("pipelines.stop"),
        {{QStringLiteral("pipeline"), pipeline}},
        this,
        [](const QJsonObject &) {});
}

} // namespace Saltern
