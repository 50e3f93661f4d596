#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QUrlQuery>

#include <deque>
#include <memory>
#include <vector>

namespace Saltern {

class DockerClient;
class DockerRequest;
struct DockerResponse;

/// Leaves a Docker engine as it was before a demo: removes the containers with the demo's label,
/// the containers and function images of the Saltern engine that ran it, and the images that it
/// brought. Goes on past what cannot be removed, tries again for a while, and names it in
/// finished().
class DemoCleanup : public QObject
{
    Q_OBJECT
public:
    /// `images`: names of images to remove, as DemoScene::broughtImages() has them.
    DemoCleanup(DockerClient *client,
                const QString &run,
                const QString &engineId,
                const QStringList &images,
                QObject *parent = nullptr);
    ~DemoCleanup() override;

    void start();

Q_SIGNALS:
    /// `leftBehind`: in words, empty when nothing is left.
    void finished(const QStringList &leftBehind);

private:
    using Answer = Result<DockerResponse>;
    using Answered = void (DemoCleanup::*)(const Answer &);
    enum class Things { Containers, Images };
    struct Search
    {
        Things things;
        QString label;
    };
    struct Removal
    {
        QString what;
        QString path;
    };

    void
    send(const QByteArray &method, const QString &path, const QUrlQuery &query, Answered answered);
    void search();
    void found(const Answer &answer);
    void remove();
    void removed(const Answer &answer);
    void endRound();

    DockerClient *m_client;
    const QStringList m_images;
    const std::vector<Search> m_searches;
    std::unique_ptr<DockerRequest> m_request;
    QTimer m_pause;

    std::size_t m_search = 0;
    std::deque<Removal> m_removals;
    QStringList m_problems;
    bool m_foundSomething = false;
    int m_rounds = 0;
};

} // namespace Saltern
