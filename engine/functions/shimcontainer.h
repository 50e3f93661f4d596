#pragma once

#include "engine/functions/functionimage.h"
#include "engine/functions/functionplan.h"
#include "engine/functions/shimprotocol.h"

#include <QPointer>

namespace Saltern {

class ContainerFate;
class DockerRequest;
class DockerStream;
class FunctionHost;

/// What a function container is made from, once its image is known.
struct ContainerRecipe
{
    std::function<QJsonObject(const FunctionImage &)> body;          // of `POST /containers/create`
    std::function<Result<QByteArray>(const FunctionImage &)> frames; // for the shim, at once
};

/// One function container, from the image to the shim's greeting, and the frames that go back and
/// forth afterwards. It removes itself when the shim ends; on every other way out it is removed
/// here. Nothing is emitted from inside start() nor after end().
class ShimContainer : public QObject
{
    Q_OBJECT
public:
    ShimContainer(std::shared_ptr<const FunctionPlan> plan,
                  FunctionHost *host,
                  ContainerRecipe recipe);
    ~ShimContainer() override;

    void start();

    /// After greeted(). What is written in one turn of the event loop goes out together.
    void write(const QByteArray &frames);

    /// The shim said its last word, so Docker removes the container.
    void leaveToItself() { m_container.clear(); }

    /// Removes the container whatever it is doing. Nothing more is emitted.
    void end();

    bool isGreeted() const { return m_greeted; }

    /// What it is made from; empty before that is known.
    const FunctionImage &image() const { return m_image; }

    /// Its id; empty before there is one.
    const QString &name() const { return m_name; }

Q_SIGNALS:
    void greeted();
    void frameReceived(quint8 type, quint32 call, const QByteArray &payload);

    /// It could not be made; `mayRetry` false: trying again cannot help.
    void failed(const Saltern::Error &error, bool mayRetry);

    /// The shim is gone or talks nonsense. `exitCode` is -1 when nobody knows it.
    void lost(bool outOfMemory, int exitCode);

private:
    void prepare();
    void imageReady(const Result<FunctionImage> &image);
    void createContainer();
    void containerCreated(const Result<QString> &id);
    void attach(const QByteArray &frames);
    void startContainer();
    void receive(quint8 type, quint32 call, const QByteArray &payload);
    void flush();
    void lose();
    void failToBegin(const QString &why);
    void releaseStart();
    void fail(const Error &error, bool mayRetry);

    const std::shared_ptr<const FunctionPlan> m_plan;
    QPointer<FunctionHost> m_host;
    const ContainerRecipe m_recipe;
    FunctionImage m_image;
    QString m_container; // its id, from creation until it is known to remove itself
    QString m_name;
    ShimReader m_reader;
    std::unique_ptr<DockerStream> m_stream;
    QByteArray m_unsent;
    QByteArray m_complaint; // the host's, when it cannot run the shim
    std::unique_ptr<DockerRequest> m_start;
    std::unique_ptr<ContainerFate> m_fate;
    bool m_imageForgotten = false;
    bool m_holdsStart = false;
    bool m_greeted = false;
    bool m_ended = false;
};

} // namespace Saltern
