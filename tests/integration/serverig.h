#pragma once

#include "engine/control/controlclient.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace Saltern {

/// `saltern serve` as a process of its own on a folder of its own, to be killed and started again,
/// with its control protocol and all that it prints. Calls run the event loop.
class ServeRig
{
    Q_DISABLE_COPY_MOVE(ServeRig)
public:
    ServeRig();
    ~ServeRig();

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString state() const { return m_state.isEmpty() ? path(QStringLiteral("state")) : m_state; }
    /// Another place for the state folder.
    void setState(const QString &folder) { m_state = folder; }
    QProcessEnvironment &environment() { return m_environment; }
    /// Started instead, with the program and its arguments behind its own.
    void setWrapper(const QStringList &words) { m_wrapper = words; }

    /// pipelines/<name>.saltern.yaml; the part behind `pipeline: <name>`.
    bool write(const QString &name, const QByteArray &nodesAndWires);

    /// Until it can be spoken to. With a host, until that is connected.
    bool start(const QString &endpoint = {}, const QStringList &more = {});
    bool waitForHost();
    bool terminate();
    bool kill();
    qint64 pid() const { return m_process->processId(); }

    /// Empty when it failed or did not answer within a minute; see error().
    QJsonObject call(const QString &method, const QJsonObject &params = {});
    const Error &error() const { return m_error; }

    /// One JSON object a line, since start().
    const QList<QJsonObject> &said();
    /// Those of one kind.
    QList<QJsonObject> said(const QString &what);

    /// The webhook's address once it listens, else an empty string.
    QString webhooks();

    /// Kilobytes in memory at present.
    qint64 residentKb() const;

private:
    QTemporaryDir m_folder;
    QString m_state;
    QStringList m_wrapper;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    std::unique_ptr<QProcess> m_process;
    std::unique_ptr<ControlClient> m_client;
    QByteArray m_rest;
    QList<QJsonObject> m_said;
    Error m_error;
};

} // namespace Saltern
