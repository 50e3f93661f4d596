#pragma once

#include <QLocalSocket>
#include <QObject>

namespace Saltern {

/// Asks a login whether it lives. On its way out ssh closes its connections first and is a process
/// for a moment longer, so the process does not tell; but its control socket greets whoever
/// connects for as long as it carries connections (OpenSSH's PROTOCOL.mux, "MUX_MSG_HELLO").
/// A login that is stuck leaves the question open. Application thread.
class SshPulse : public QObject
{
    Q_OBJECT
public:
    explicit SshPulse(const QString &controlPath, QObject *parent = nullptr);
    ~SshPulse() override;

    void start();

Q_SIGNALS:
    void finished(bool alive);

private:
    void finish(bool alive);

    QString m_controlPath;
    QLocalSocket m_socket;
};

} // namespace Saltern
