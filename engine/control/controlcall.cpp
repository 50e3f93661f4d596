#include "engine/control/controlcall.h"

#include "engine/control/jsonrpc.h"

namespace Saltern {

namespace {

constexpr std::chrono::seconds longestWait{30};

} // namespace

ControlCall::ControlCall(QString socketPath, QString method, QJsonObject params, QObject *parent)
    : QObject(parent)
    , m_path(std::move(socketPath))
    , m_method(std::move(method))
    , m_params(std::move(params))
{
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        finish(fail(ErrorKind::Timeout,
                    QStringLiteral("The engine did not answer within 30 s."),
                    QStringLiteral("Look whether it is stalled; it says so on its output.")));
    });
    connect(&m_socket, &QLocalSocket::connected, this, [this] {
        m_socket.write(JsonRpc::requestLine(1, m_method, m_params));
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, &ControlCall::readAnswer);
    connect(&m_socket, &QLocalSocket::errorOccurred, this, &ControlCall::failToReach);
}

ControlCall::~ControlCall()
{
    m_socket.disconnect(this);
}

void ControlCall::start()
{
    m_timeout.start(longestWait);
    m_socket.connectToServer(m_path);
}

void ControlCall::readAnswer()
{
    if (m_socket.canReadLine())
        finish(JsonRpc::parseResponse(m_socket.readLine()));
}

void ControlCall::failToReach()
{
    finish(fail(ErrorKind::NotFound,
                QStringLiteral("No engine listens at %1.").arg(m_path),
                QStringLiteral("Start one with saltern run FILE, or name its folder with --state."),
                m_socket.errorString()));
}

void ControlCall::finish(const Result<QJsonValue> &result)
{
    m_timeout.stop();
    m_socket.disconnect(this);
    Q_EMIT finished(result);
}

} // namespace Saltern
