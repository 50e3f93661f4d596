#include "engine/docker/sshpulse.h"

namespace Saltern {

SshPulse::SshPulse(const QString &controlPath, QObject *parent)
    : QObject(parent), m_controlPath(controlPath)
{
    connect(&m_socket, &QLocalSocket::readyRead, this, [this] { finish(true); });
    connect(&m_socket, &QLocalSocket::errorOccurred, this, [this] { finish(false); });
}

SshPulse::~SshPulse()
{
    m_socket.disconnect(this);
}

void SshPulse::start()
{
    QMetaObject::invokeMethod(
        this, [this] { m_socket.connectToServer(m_controlPath); }, Qt::QueuedConnection);
}

void SshPulse::finish(bool alive)
{
    m_socket.disconnect(this);
    Q_EMIT finished(alive);
}

} // namespace Saltern
