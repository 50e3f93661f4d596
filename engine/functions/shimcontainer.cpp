#include "engine/functions/shimcontainer.h"

#include "engine/docker/dockerclient.h"
#include "engine/functions/containerfate.h"
#include "engine/functions/functionhost.h"

namespace Saltern {

namespace {

constexpr qsizetype longestComplaint = 1024;

bool isForeign(const QString &complaint)
{
    return complaint.contains(QLatin1StringView("exec format error"));
}

} // namespace

ShimContainer::ShimContainer(std::shared_ptr<const FunctionPlan> plan,
                             FunctionHost *host,
                             ContainerRecipe recipe)
    : m_plan(std::move(plan))
    , m_host(host)
    , m_recipe(std::move(recipe))
    , m_reader([this](quint8 type, quint32 call, const QByteArray &payload) {
        receive(type, call, payload);
    })
{
}

ShimContainer::~ShimContainer()
{
    end();
}

void ShimContainer::start()
{
    prepare();
}

void ShimContainer::prepare()
{
    m_host->prepareImage(m_plan->image, this, [this](const auto &image) { imageReady(image); });
}

void ShimContainer::imageReady(const Result<FunctionImage> &image)
{
    if (m_ended)
        return;
    if (!image)
        return fail(image.error(), true);
    m_image = *image;
    if (m_plan->command.isEmpty() && m_image.ownCommand.isEmpty())
        return fail({ErrorKind::BadInput,
                     QStringLiteral("The image %1 has no program of its own.").arg(m_plan->image),
                     QStringLiteral("Add `command` to the node %1.").arg(m_plan->node)},
                    false);
    m_host->waitForStart(this, [this] {
        m_holdsStart = true;
        if (m_ended)
            releaseStart();
        else
            createContainer();
    });
}

void ShimContainer::createContainer()
{
    m_host->create(m_recipe.body(m_image), this, [this](const auto &id) { containerCreated(id); });
}

void ShimContainer::containerCreated(const Result<QString> &id)
{
    if (m_ended) {
        if (id)
            m_host->remove(*id);
        return;
    }
    if (!id && id.error().kind == ErrorKind::NotFound && !m_imageForgotten) {
        // Somebody removed the derived image since we looked.
        m_imageForgotten = true;
        releaseStart();
        m_host->forgetImage(m_plan->image);
        return prepare();
    }
    if (!id)
        return fail(id.error(), id.error().kind != ErrorKind::BadInput);
    m_container = *id;
    m_name = *id;
    const auto frames = m_recipe.frames(m_image);
    if (!frames)
        return fail(frames.error(), false);
    attach(*frames);
}

void ShimContainer::attach(const QByteArray &frames)
{
    m_stream =
        m_host->client()->stream(QStringLiteral("/containers/%1/attach").arg(m_container),
                                 dockerQuery({{QStringLiteral("stream"), QStringLiteral("1")},
                                              {QStringLiteral("stdin"), QStringLiteral("1")},
                                              {QStringLiteral("stdout"), QStringLiteral("1")},
                                              {QStringLiteral("stderr"), QStringLiteral("1")}}));
    // Started only once attached, else what the shim says first would be lost.
    connect(m_stream.get(), &DockerStream::opened, this, &ShimContainer::startContainer);
    connect(m_stream.get(), &DockerStream::stdoutReceived, this, [this](const QByteArray &bytes) {
        if (!m_ended && !m_reader.feed(bytes))
            lose();
    });
    // The shim itself writes nothing there; the runtime does when it cannot begin.
    connect(m_stream.get(), &DockerStream::stderrReceived, this, [this](const QByteArray &bytes) {
        m_complaint += bytes.left(longestComplaint - m_complaint.size());
    });
    connect(m_stream.get(), &DockerStream::closed, this, &ShimContainer::lose);
    m_stream->start();
    m_stream->write(frames);
}

void ShimContainer::startContainer()
{
    if (m_ended)
        return;
    m_start =
        m_host->client()->request("POST", QStringLiteral("/containers/%1/start").arg(m_container));
    connect(m_start.get(),
            &DockerRequest::finished,
            this,
            [this](const Result<DockerResponse> &answer) {
                // The shim may have spoken, and even ended, before the daemon's answer arrives.
                if (answer || m_greeted || m_ended)
                    return;
                const Error &error = answer.error();
                if (isForeign(error.toString() + error.detail))
                    failToBegin(error.message);
                else
                    fail(error, error.kind != ErrorKind::BadInput);
            });
    m_start->start();
}

// Some hosts say so when the container is to be started, others let it begin and end at once.
void ShimContainer::failToBegin(const QString &why)
{
    if (isForeign(why))
        return fail({ErrorKind::Unsupported,
                     QStringLiteral("The image %1 is for %2 machines, and its host cannot run "
                                    "programs for those.")
                         .arg(m_plan->image, m_image.machine),
                     QStringLiteral("Use an image for the host's own machine, or have the host run "
                                    "others (qemu-user-static)."),
                     why},
                    false);
    fail({ErrorKind::Failed,
          QStringLiteral("The container of the function %1 did not begin: %2.")
              .arg(m_plan->node, why),
          QStringLiteral("The Docker engine's log may say more.")},
         true);
}

// Every write wakes up three programs on the way to the handler.
void ShimContainer::write(const QByteArray &frames)
{
    if (m_unsent.isEmpty())
        QMetaObject::invokeMethod(this, &ShimContainer::flush, Qt::QueuedConnection);
    m_unsent += frames;
}

void ShimContainer::flush()
{
    m_stream->write(std::exchange(m_unsent, QByteArray()));
}

void ShimContainer::receive(quint8 type, quint32 call, const QByteArray &payload)
{
    if (m_ended)
        return;
    if (type != SALTERN_FRAME_HELLO) {
        Q_EMIT frameReceived(type, call, payload);
        return;
    }
    m_greeted = true;
    releaseStart();
    Q_EMIT greeted();
}

// Docker knows why, for a while.
void ShimContainer::lose()
{
    if (m_ended || m_fate)
        return;
    if (!m_greeted && !m_complaint.isEmpty())
        return failToBegin(QString::fromUtf8(m_complaint).trimmed());
    m_fate = std::make_unique<ContainerFate>(m_host->client(), m_name);
    connect(m_fate.get(), &ContainerFate::finished, this, [this](bool outOfMemory, int exitCode) {
        if (m_ended)
            return;
        end();
        Q_EMIT lost(outOfMemory, exitCode);
    });
    m_fate->start();
}

void ShimContainer::fail(const Error &error, bool mayRetry)
{
    if (m_ended)
        return;
    end();
    Q_EMIT failed(error, mayRetry);
}

void ShimContainer::end()
{
    m_ended = true;
    releaseStart();
    if (m_host && !m_container.isEmpty())
        m_host->remove(std::exchange(m_container, {}));
}

void ShimContainer::releaseStart()
{
    if (std::exchange(m_holdsStart, false) && m_host)
        m_host->startDone();
}

} // namespace Saltern
