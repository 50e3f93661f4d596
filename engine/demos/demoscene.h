#pragma once

#include "engine/base/result.h"
#include "engine/demos/demo.h"

#include <QObject>
#include <QUrlQuery>

#include <memory>

namespace Saltern {

class DockerClient;
class DockerRequest;
struct DockerResponse;

/// What a demo does to a Docker engine: gets images, starts and stops containers, looks at them.
/// One thing at a time; each call is answered by one done(), unless the object is deleted before.
/// What it made carries the label `saltern.demo=<run>`; see DemoCleanup.
class DemoScene : public QObject
{
    Q_OBJECT
public:
    DemoScene(DockerClient *client, const QString &run, QObject *parent = nullptr);
    ~DemoScene() override;

    /// What a container of the demo is called on the engine.
    QString fullName(const QString &container) const;

    /// Sees to it that the engine has these images; pulls those that it lacks.
    void prepare(const QStringList &images);
    void start(const DemoContainer &container);
    /// Gives an image a tag in a repository of the demo's. With a command, a new image gets it that
    /// is the same but for what it runs.
    void tag(const QString &image, const QString &tag, const QStringList &command = {});
    void stop(const QString &container);
    /// The engine may be making a container; whether it has is known with done().
    bool isStarting() const { return m_starting; }

    /// Fails when the container runs although it should not, or the other way round.
    void expectRunning(const QString &container, bool running);

    /// Image names that the engine did not have before: pulled or tagged for the demo.
    const QStringList &broughtImages() const { return m_broughtImages; }

    /// The image that could not be had; empty while there is none.
    const QString &missingImage() const { return m_missingImage; }

Q_SIGNALS:
    void done(const Saltern::Result<void> &result);

private:
    using Answer = Result<DockerResponse>;
    using Answered = void (DemoScene::*)(const Answer &);

    DockerRequest *request(const QByteArray &method,
                           const QString &path,
                           const QUrlQuery &query,
                           Answered answered);
    void
    send(const QByteArray &method, const QString &path, const QUrlQuery &query, Answered answered);
    void finish(const Answer &answer);

    void imagesListed(const Answer &answer);
    void pullNext();
    void pulled(const Answer &answer);
    void create(Answered answered);
    QString sendTag(const QString &image, const QString &tag, Answered answered);
    void tagged(const Answer &answer);
    void modelCreated(const Answer &answer);
    void modelCommitted(const Answer &answer);
    void created(const Answer &answer);
    void inspected(const Answer &answer);
    QJsonObject containerConfig() const;

    DockerClient *m_client;
    const QString m_run;
    std::unique_ptr<DockerRequest> m_request;

    QStringList m_wantedImages; // that are not there yet
    QStringList m_broughtImages;
    QString m_missingImage;
    DemoContainer m_container;
    QString m_model; // the id of the container that an image is made from
    bool m_shouldRun = false;
    bool m_starting = false;
};

} // namespace Saltern
