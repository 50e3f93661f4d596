#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/nodes/container.ensure/containerbody.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>

namespace Saltern {

/// Makes a container, perhaps in place of another, or starts one; sees to it that it runs. The
/// former one is stopped and kept under another name until the new one has run for a while, and
/// comes back when it does not. One finished(), never from inside start(); deleting it leaves
/// everything as it is at that moment. Engine thread.
class ContainerReplacement : public QObject
{
    Q_OBJECT
public:
    struct Order
    {
        QString name;
        std::optional<ContainerBody> body; // nothing: start `existing`
        QString existing;                  // id of the container that has the name; may be empty
        bool existingRuns = false;
        bool existingRan = false;         // until an attempt that was cut short stopped it
        bool start = true;                // the new one is to run
        std::chrono::milliseconds settle; // for so long it has to have run
        QString stopSeconds;              // until the former one is killed; empty = its own
    };

    ContainerReplacement(DockerClient *client, const Order &order);
    ~ContainerReplacement() override;

    void start();

    /// Ends it with this error, after everything is as it was.
    void rollBack(const Error &error);

    /// What was done, one line each, and what a container that did not start wrote last.
    const QStringList &log() const { return m_log; }

    /// The names that containers have meanwhile.
    static QString newName(const QString &name) { return name + QStringLiteral(".saltern-new"); }
    static QString oldName(const QString &name) { return name + QStringLiteral(".saltern-old"); }

Q_SIGNALS:
    /// Something is about to happen to the container of this id.
    void touches(const QString &id);
    /// The id of the container that has the name now.
    void finished(const Saltern::Result<QString> &result);

private:
    using Next = void (ContainerReplacement::*)();

    void send(std::unique_ptr<DockerRequest> request,
              std::function<void(const Result<DockerResponse> &)> answered);
    void step(std::unique_ptr<DockerRequest> request, const QString &done, Next next);
    void create();
    void connectNetwork();
    void stopExisting();
    void putAside();
    void takeName();
    void startNew();
    void watch();
    void watched(const QJsonObject &container);
    void readLastWords(const Error &error);
    void removeExisting();
    void undo();
    void undoStep(std::unique_ptr<DockerRequest> request, const QString &done);
    void finish(const Result<QString> &result);

    DockerClient *m_client;
    Order m_order;
    QString m_new; // id; that of `existing` when it is only started
    size_t m_connected = 0;
    bool m_stopped = false; // the former one has to run again when this fails
    bool m_aside = false;
    std::optional<Error> m_error; // rolling back because of it
    QStringList m_log;
    QElapsedTimer m_running;
    QTimer m_again;
    std::unique_ptr<DockerRequest> m_request;
};

} // namespace Saltern
