#include "engine/control/controlclient.h"

#include "engine/control/jsonrpc.h"

#include <QLocalSocket>
#include <QProcess>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// A run with many steps, each with its log, is a long line.
constexpr qsizetype longestAnswer = 256 * 1024 * 1024;
constexpr int protocolVersion = 1;
constexpr std::chrono::milliseconds firstPause = 200ms;
constexpr std::chrono::milliseconds longestPause = 5s;
constexpr std::chrono::milliseconds greetingTimeout = 30s;

const Error notConnected{ErrorKind::Unreachable,
                         QStringLiteral("There is no connection to the engine."),
                         QStringLiteral("Wait until it is back, or start it: saltern serve."),
                         {}};

const Error connectionLost{ErrorKind::Unreachable,
                           QStringLiteral("The connection to the engine ended."),
                           QStringLiteral("It is tried again; look whether the engine runs."),
                           {}};

const Error tooSlow{ErrorKind::Timeout,
                    QStringLiteral("The engine did not answer in time."),
                    QStringLiteral("Look whether it is stalled; it says so on its output."),
                    {}};

} // namespace

QString ControlEndpoint::toString() const
{
    return socketPath.isEmpty() ? (QStringList{program} + arguments).join(u' ') : socketPath;
}

void PendingCall::finish(const Result<QJsonValue> &result)
{
    if (std::exchange(m_finished, true))
        return;
    m_timeout.stop();
    Q_EMIT finished(result);
    deleteLater();
}

ControlSubscription::ControlSubscription(QString topic, QJsonObject params, QObject *parent)
    : QObject(parent), m_topic(std::move(topic)), m_params(std::move(params))
{
    m_params.insert(QStringLiteral("topic"), m_topic);
}

ControlSubscription::~ControlSubscription()
{
    if (m_client)
        m_client->forget(this);
}

ControlClient::ControlClient(ControlEndpoint endpoint, QObject *parent)
    : QObject(parent), m_endpoint(std::move(endpoint)), m_lines(longestAnswer), m_pause(firstPause)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ControlClient::connectNow);
}

ControlClient::~ControlClient()
{
    for (ControlSubscription *subscription : std::as_const(m_subscriptions))
        subscription->m_client.clear();
    dropDevice();
}

void ControlClient::open()
{
    if (m_state != State::Closed)
        return;
    m_pause = firstPause;
    setState(State::Connecting);
    connectNow();
}

void ControlClient::close()
{
    m_retry.stop();
    dropDevice();
    failCalls(notConnected);
    setState(State::Closed);
}

void ControlClient::connectNow()
{
    m_lines = LineSplitter(longestAnswer);
    if (m_endpoint.socketPath.isEmpty())
        startProgram();
    else
        connectSocket();
}

void ControlClient::connectSocket()
{
    auto *socket = new QLocalSocket(this);
    m_device = socket;
    connect(socket, &QLocalSocket::connected, this, &ControlClient::greet);
    connect(socket, &QLocalSocket::readyRead, this, &ControlClient::read);
    connect(socket, &QLocalSocket::disconnected, this, [this] { lose(connectionLost); });
    // Queued: connectToServer() may say so before it returns.
    connect(
        socket,
        &QLocalSocket::errorOccurred,
        this,
        [this, socket](QLocalSocket::LocalSocketError) {
            if (m_device == socket && socket->state() != QLocalSocket::ConnectedState)
                lose({ErrorKind::Unreachable,
                      QStringLiteral("No engine listens at %1.").arg(m_endpoint.toString()),
                      QStringLiteral("Start one: saltern serve."),
                      socket->errorString()});
        },
        Qt::QueuedConnection);
    socket->connectToServer(m_endpoint.socketPath);
}

void ControlClient::startProgram()
{
    auto *process = new QProcess(this);
    m_device = process;
    connect(process, &QProcess::started, this, &ControlClient::greet);
    connect(process, &QProcess::readyReadStandardOutput, this, &ControlClient::read);
    const auto ended = [this, process] {
        if (m_device == process)
            lose({ErrorKind::Unreachable,
                  QStringLiteral("\"%1\" ended.").arg(m_endpoint.toString()),
                  QStringLiteral("Try it in a terminal; it should wait there without a word."),
                  QString::fromUtf8(process->readAllStandardError()).trimmed()});
    };
    connect(process, &QProcess::finished, this, ended);
    connect(process, &QProcess::errorOccurred, this, ended, Qt::QueuedConnection);
    process->start(m_endpoint.program, m_endpoint.arguments);
}

void ControlClient::greet()
{
    PendingCall *hello = send(QStringLiteral("hello"), {}, greetingTimeout);
    connect(hello, &PendingCall::finished, this, &ControlClient::greeted);
}

void ControlClient::greeted(const Result<QJsonValue> &answer)
{
    if (!m_device)
        return;
    if (!answer) {
        lose(answer.error());
        return;
    }
    const QJsonObject engine = answer->toObject();
    if (engine.value(QLatin1StringView("protocol")).toInt() != protocolVersion) {
        lose({ErrorKind::Unsupported,
              QStringLiteral("The engine speaks version %1 of the control protocol, this program "
                             "version %2.")
                  .arg(engine.value(QLatin1StringView("protocol")).toInt())
                  .arg(protocolVersion),
              QStringLiteral("Use the same version of Saltern on both sides."),
              {}});
        return;
    }
    m_engine = engine;
    m_pause = firstPause;
    m_error = {};
    setState(State::Connected);
    const QList<ControlSubscription *> waiting = m_subscriptions;
    for (ControlSubscription *subscription : waiting)
        begin(subscription);
}

PendingCall *ControlClient::send(const QString &method,
                                 const QJsonObject &params,
                                 std::chrono::milliseconds timeout)
{
    auto *call = new PendingCall(method, this);
    const int id = ++m_lastId;
    m_calls.insert(id, call);
    call->m_timeout.setSingleShot(true);
    connect(&call->m_timeout, &QTimer::timeout, call, [call] { call->finish(fail(tooSlow)); });
    connect(call, &QObject::destroyed, this, [this, id] { m_calls.remove(id); });
    if (timeout.count() > 0)
        call->m_timeout.start(timeout);
    m_device->write(JsonRpc::requestLine(id, method, params));
    return call;
}

PendingCall *ControlClient::call(const QString &method,
                                 const QJsonObject &params,
                                 std::chrono::milliseconds timeout)
{
    if (m_state == State::Connected)
        return send(method, params, timeout);
    auto *call = new PendingCall(method, this);
    const Error why = m_error.message.isEmpty() ? notConnected : m_error;
    QTimer::singleShot(0, call, [call, why] { call->finish(fail(why)); });
    return call;
}

ControlSubscription *ControlClient::subscribe(const QString &topic, const QJsonObject &params)
{
    auto *subscription = new ControlSubscription(topic, params, this);
    subscription->m_client = this;
    m_subscriptions.append(subscription);
    if (m_state == State::Connected)
        begin(subscription);
    return subscription;
}

void ControlClient::begin(ControlSubscription *subscription)
{
    PendingCall *asking = send(QStringLiteral("subscribe"), subscription->m_params, 30s);
    const QPointer<ControlSubscription> wanted(subscription);
    connect(asking, &PendingCall::finished, this, [this, wanted](const Result<QJsonValue> &answer) {
        const QJsonObject object = answer ? answer->toObject() : QJsonObject();
        const qint64 id = object.value(QLatin1StringView("subscription")).toInteger();
        if (!wanted) {
            if (id > 0 && m_state == State::Connected)
                send(QStringLiteral("unsubscribe"), {{QStringLiteral("subscription"), id}}, 30s);
            return;
        }
        if (answer) {
            wanted->m_id = id;
            Q_EMIT wanted->begun(object);
        } else if (m_state == State::Connected) {
            Q_EMIT wanted->refused(answer.error());
        }
    });
}

void ControlClient::forget(const ControlSubscription *subscription)
{
    m_subscriptions.removeIf([&](const auto *known) { return known == subscription; });
    if (subscription->m_id > 0 && m_state == State::Connected)
        send(QStringLiteral("unsubscribe"),
             {{QStringLiteral("subscription"), subscription->m_id}},
             30s);
}

void ControlClient::read()
{
    const QPointer<QIODevice> device(m_device);
    const std::vector<QByteArray> lines = m_lines.feed(m_device->readAll());
    for (const QByteArray &line : lines) {
        // Whoever is told of one line may close or lose the connection.
        if (!device || device != m_device)
            return;
        handle(line);
    }
}

void ControlClient::handle(const QByteArray &line)
{
    const auto message = JsonRpc::parseMessage(line);
    if (!message) {
        lose(message.error());
        return;
    }
    if (message->isNotification()) {
        notify(message->method, message->params);
        return;
    }
    if (const QPointer<PendingCall> call = m_calls.value(message->id))
        call->finish(message->result);
}

void ControlClient::notify(const QString &method, const QJsonObject &params)
{
    const qint64 id = params.value(QLatin1StringView("subscription")).toInteger();
    const auto found = std::find_if(m_subscriptions.cbegin(),
                                    m_subscriptions.cend(),
                                    [id](const auto *known) { return known->m_id == id; });
    if (found != m_subscriptions.cend() && id > 0)
        Q_EMIT(*found)->received(params);
    else
        Q_EMIT notified(method, params);
}

void ControlClient::lose(const Error &error)
{
    dropDevice();
    m_error = error;
    for (ControlSubscription *subscription : std::as_const(m_subscriptions))
        subscription->m_id = 0;
    setState(State::Reconnecting);
    failCalls(error);
    if (m_state != State::Reconnecting)
        return; // somebody who was told closed it
    m_retry.start(m_pause);
    m_pause = std::min(m_pause * 2, longestPause);
}

void ControlClient::dropDevice()
{
    if (!m_device)
        return;
    QIODevice *device = std::exchange(m_device, nullptr);
    device->disconnect(this);
    if (auto *process = qobject_cast<QProcess *>(device))
        process->kill();
    device->deleteLater();
}

void ControlClient::failCalls(const Error &error)
{
    const auto calls = std::exchange(m_calls, {});
    for (const QPointer<PendingCall> &call : calls) {
        if (call)
            call->finish(fail(error));
    }
}

void ControlClient::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace Saltern
