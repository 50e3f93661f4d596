#include "engine/docker/sshtunnel.h"

#include "engine/docker/ssherror.h"

#include <QLocalSocket>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

constexpr auto longestStep = 20s;

const QByteArray probeRequest = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

} // namespace

SshTunnel::SshTunnel(const DockerEndpoint &endpoint, QObject *parent)
    : QObject(parent), m_endpoint(endpoint), m_command(endpoint, m_folder.path())
{
    const auto once = [this](QTimer &timer, std::chrono::milliseconds after, auto slot) {
        timer.setSingleShot(true);
        timer.setInterval(after);
        connect(&timer, &QTimer::timeout, this, slot);
    };
    once(m_deadline, longestStep, [this] { end(delay()); });
    once(m_linger, linger, [this] {
        end({ErrorKind::Cancelled, QStringLiteral("The connection is no longer wanted.")});
    });
    connect(&m_login, &QProcess::readyReadStandardOutput, this, &SshTunnel::onGreeted);
    connect(
        &m_login, &QProcess::finished, this, [this] { end(sshError(m_endpoint, m_login.said())); });
    connect(&m_login, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(noSshError());
    });
    connect(&m_request, &QProcess::finished, this, &SshTunnel::onAskedToForward);
    m_linger.start();
}

SshTunnel::~SshTunnel() = default;

void SshTunnel::start()
{
    m_deadline.start();
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_folder.isValid())
                m_login.run(m_command.login());
            else
                end({ErrorKind::PermissionDenied,
                     QStringLiteral("There is no place for ssh's sockets: %1 cannot be written to.")
                         .arg(SshFolder::parent()),
                     QStringLiteral("Set XDG_RUNTIME_DIR or TMPDIR to a folder of this account.")});
        },
        Qt::QueuedConnection);
}

void SshTunnel::hold()
{
    ++m_holders;
    m_linger.stop();
}

void SshTunnel::letGo()
{
    if (--m_holders == 0)
        m_linger.start();
}

Error SshTunnel::delay() const
{
    return m_state == State::LoggingIn ? slowSshError(m_endpoint) : silentEngineError(m_endpoint);
}

// A server may say something of its own before, so the greeting is looked for line by line.
void SshTunnel::onGreeted()
{
    while (m_login.canReadLine()) {
        if (m_login.readLine().trimmed() != sshGreeting || m_state != State::LoggingIn)
            continue;
        m_state = State::AskingToForward;
        m_deadline.start();
        m_request.run(m_command.forward());
    }
}

void SshTunnel::onAskedToForward()
{
    if (m_state != State::AskingToForward)
        return;
    if (m_request.exitStatus() == QProcess::NormalExit && m_request.exitCode() == 0)
        tryForward();
    else
        tryDial();
}

// Whether the server forwards, and whether anybody listens there, shows with a connection only. Its
// answer or its end is waited for: a refusal that took its time would else pass for a busy engine,
// and the login would lead nowhere.
void SshTunnel::tryForward()
{
    m_state = State::TryingForward;
    probe();
    m_probe->connectToServer(m_command.socketPath());
}

void SshTunnel::tryDial()
{
    m_state = State::TryingDial;
    m_dial = std::make_unique<SshDial>(m_endpoint, m_command);
    connect(m_dial.get(), &SshDial::ended, this, [this] {
        if (m_state == State::TryingDial)
            end(m_dial->failure().value_or(sshDialError(m_endpoint, {})));
    });
    m_dial->start();
    probe();
    if (m_probe->setSocketDescriptor(m_dial->socket()->take()))
        m_probe->write(probeRequest);
    else
        end({ErrorKind::Unreachable,
             QStringLiteral("No further socket can be made."),
             QStringLiteral("Raise the limit of open files (ulimit -n)."),
             m_probe->errorString()});
}

void SshTunnel::probe()
{
    if (m_probe)
        m_probe.release()->deleteLater(); // this may be its own signal
    m_probe = std::make_unique<QLocalSocket>();
    connect(
        m_probe.get(), &QLocalSocket::connected, this, [this] { m_probe->write(probeRequest); });
    connect(m_probe.get(), &QLocalSocket::readyRead, this, [this] { onProbed(true); });
    connect(m_probe.get(), &QLocalSocket::errorOccurred, this, [this] { onProbed(false); });
}

void SshTunnel::onProbed(bool answered)
{
    m_probe->disconnect(this);
    if (m_state == State::TryingForward && answered)
        open(State::Forwarding);
    else if (m_state == State::TryingForward)
        tryDial();
    else if (m_state == State::TryingDial && answered)
        open(State::Dialling);
    // What did not answer is about to end and says why.
}

void SshTunnel::open(State state)
{
    m_state = state;
    m_deadline.stop();
    m_probe.release()->deleteLater();
    if (m_dial) {
        m_dial->disconnect(this);
        m_dial.release()->deleteLater();
    }
    Q_EMIT opened();
}

void SshTunnel::end(const Error &error)
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ended;
    for (QTimer *timer : {&m_deadline, &m_linger})
        timer->stop();
    Q_EMIT ended(error);
}

} // namespace Saltern
