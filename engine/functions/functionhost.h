#pragma once

#include "engine/functions/functionimage.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <map>

namespace Saltern {

/// What the functions on one Docker host share: prepared images, the number of containers that may
/// start at a time, and tidying up, which goes on when the call that asked for it is gone.
/// Callbacks come later, never from inside the call, and not once their context is gone.
class FunctionHost : public QObject
{
    Q_OBJECT
public:
    using ImageReady = std::function<void(const Result<FunctionImage> &)>;
    using Created = std::function<void(const Result<QString> &containerId)>;

    /// The labels of what it makes: `engineId` survives restarts of the engine, `processId` not.
    FunctionHost(DockerClient *client,
                 const ShimProgram &shim,
                 const QString &engineId,
                 const QString &processId,
                 QObject *parent);
    ~FunctionHost() override;

    DockerClient *client() const { return m_client; }
    const QString &engineId() const { return m_engineId; }
    const QString &processId() const { return m_processId; }

    /// The function image of `base`, prepared once for everybody who asks at the same time.
    void prepareImage(const QString &base, QObject *context, const ImageReady &ready);

    /// What prepareImage() is busy with for `base`; empty when it is not.
    QString imageActivity(const QString &base) const;

    /// The host said that a prepared image is gone: prepare it anew next time.
    void forgetImage(const QString &base);

    /// Calls back when a container may start; every call is answered by one startDone().
    void waitForStart(QObject *context, const std::function<void()> &go);
    void startDone();

    /// Creates a container. When the context is gone by the time it exists, it is removed again.
    void create(const QJsonObject &body, QObject *context, const Created &created);

    /// Removes a container whatever it is doing.
    void remove(const QString &containerId);

    /// What FunctionPool::status() says of every pool here.
    QJsonArray pools() const;

    /// Whether a removal is under way, or something that ends with one: a creation that may have to
    /// be undone, the preparation of an image.
    bool isTidying() const { return m_tidying > 0; }

    /// Removes the containers that an earlier start of this engine left behind, and function images
    /// of another version that nobody used for a week.
    void reapOrphans();

Q_SIGNALS:
    /// isTidying() is false again.
    void tidied();

private:
    struct Waiting
    {
        QPointer<QObject> context;
        ImageReady ready;
    };
    struct Preparation
    {
        FunctionImageBuild *build = nullptr; // null once it is done
        QDeadlineTimer validUntil;
        FunctionImage image;
        std::vector<Waiting> waiting;
    };

    void tidyingDone();
    void prepared(const QString &base, const Result<FunctionImage> &result);
    void askForCpus();
    void startWaiting();
    void removeOrphans(const Result<DockerResponse> &answer);
    void removeOldImages(const Result<DockerResponse> &answer);

    DockerClient *m_client;
    const ShimProgram m_shim;
    const QString m_engineId;
    const QString m_processId;
    std::map<QString, Preparation> m_images;

    int m_startLimit = 4; // until the host has told how many CPUs it has
    bool m_askedForCpus = false;
    int m_starting = 0;
    int m_tidying = 0;
    std::deque<std::pair<QPointer<QObject>, std::function<void()>>> m_startQueue;
};

} // namespace Saltern
