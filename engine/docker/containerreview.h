#pragma once

#include "engine/base/result.h"
#include "engine/docker/missedtransitions.h"

#include <QJsonArray>
#include <QObject>
#include <QSet>
#include <QUrlQuery>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

namespace Saltern {

class DockerClient;
class DockerRequest;

/// Compares a daemon's containers with what is remembered of them, and tells what was missed. The
/// event stream must be open before it starts; a container that an event speaks of meanwhile is
/// left out, because events are newer than any listing.
class ContainerReview : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        std::chrono::milliseconds settle{500}; // how long events may lag behind the listing
        std::optional<qint64> gapSinceNs;      // messages may be missing since then
    };

    ContainerReview(DockerClient *client, DaemonMemory *memory, const Options &options);
    ~ContainerReview() override;

    void start();

    /// An event spoke of this container.
    void touch(const QString &id) { m_touched.insert(id); }

Q_SIGNALS:
    void missed(const Saltern::MissedTransition &transition);
    void finished(const Saltern::Result<void> &result);

private:
    using Answer = void (ContainerReview::*)(const QByteArray &body);
    void ask(const QString &path, const QUrlQuery &query, Answer then);
    void onListed(const QByteArray &body);
    void compare();
    void compareEntry(const QJsonObject &entry);
    void reportRemoved(const QSet<QString> &present);
    void inspectNext();
    void onInspected(const QByteArray &body);
    void settleState(const QString &id, const QJsonObject &inspected);

    DockerClient *m_client;
    DaemonMemory *m_memory;
    Options m_options;
    std::unique_ptr<DockerRequest> m_request;
    QJsonArray m_listed;
    QSet<QString> m_touched;
    std::deque<QString> m_toInspect;
};

} // namespace Saltern
