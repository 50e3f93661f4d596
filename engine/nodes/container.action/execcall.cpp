#include "engine/nodes/container.action/execcall.h"

namespace Saltern {

namespace {

constexpr qsizetype keptAtEachEnd = 32 * 1024;

} // namespace

ExecCall::ExecCall(DockerClient *client, const QString &containerId, const QJsonObject &config)
    : m_client(client)
    , m_containerId(containerId)
    , m_config(config)
    , m_output(keptAtEachEnd, keptAtEachEnd)
{
    m_config.insert(QStringLiteral("AttachStdout"), true);
    m_config.insert(QStringLiteral("AttachStderr"), true);
    m_askAgain.setSingleShot(true);
    m_askAgain.setInterval(50);
    connect(&m_askAgain, &QTimer::timeout, this, &ExecCall::askForExit);
}

ExecCall::~ExecCall() = default;

void ExecCall::start()
{
    auto request =
        m_client->request("POST", QStringLiteral("/containers/%1/exec").arg(m_containerId));
    request->setJson(m_config);
    send(std::move(request), &ExecCall::created);
}

void ExecCall::send(std::unique_ptr<DockerRequest> request, Answer answer)
{
    m_request = std::move(request);
    connect(m_request.get(),
            &DockerRequest::finished,
            this,
            [this, answer](const Result<DockerResponse> &response) {
                m_request.release()->deleteLater(); // this is its own signal
                (this->*answer)(response);
            });
    m_request->start();
}

void ExecCall::created(const Result<DockerResponse> &response)
{
    if (!response) {
        Q_EMIT finished(fail(response.error()));
        return;
    }
    m_execId = response->object().value(QLatin1StringView("Id")).toString();
    m_stream = m_client->stream(QStringLiteral("/exec/%1/start").arg(m_execId));
    m_stream->setJson({{QStringLiteral("Detach"), false}, {QStringLiteral("Tty"), false}});
    const auto collect = [this](const QByteArray &bytes) { m_output.append(bytes); };
    connect(m_stream.get(), &DockerStream::stdoutReceived, this, collect);
    connect(m_stream.get(), &DockerStream::stderrReceived, this, collect);
    connect(m_stream.get(), &DockerStream::closed, this, &ExecCall::streamClosed);
    m_stream->start();
}

void ExecCall::streamClosed(const Result<void> &result)
{
    m_stream.release()->deleteLater();
    if (!result)
        Q_EMIT finished(fail(result.error()));
    else
        askForExit();
}

void ExecCall::askForExit()
{
    send(m_client->request("GET", QStringLiteral("/exec/%1/json").arg(m_execId)),
         &ExecCall::inspected);
}

void ExecCall::inspected(const Result<DockerResponse> &response)
{
    if (!response) {
        Q_EMIT finished(fail(response.error()));
        return;
    }
    const QJsonObject state = response->object();
    // The output can end before the daemon has noted the end of the command, and a command may
    // close its output and go on.
    if (state.value(QLatin1StringView("Running")).toBool()) {
        m_askAgain.start();
        return;
    }
    Q_EMIT finished(ExecResult{state.value(QLatin1StringView("ExitCode")).toInt(),
                               m_output.text(),
                               m_output.isTruncated()});
}

} // namespace Saltern
