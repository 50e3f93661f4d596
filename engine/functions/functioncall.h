#pragma once

#include "engine/functions/functionimage.h"
#include "engine/functions/functionplan.h"
#include "engine/functions/handleroutput.h"
#include "engine/functions/shimprotocol.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace Saltern {

class ContainerFate;
class DockerStream;
class FunctionHost;
class FunctionHosts;

/// One call of a cold function: image, container, attach, start, hand-over, result. The container
/// removes itself when the shim ends; on every other way out it is removed here.
class FunctionCall : public Step
{
    Q_OBJECT
public:
    FunctionCall(std::shared_ptr<const FunctionPlan> plan,
                 FunctionHosts *hosts,
                 const StepInput &input);
    ~FunctionCall() override;

    void start() override;
    void cancel() override;

private:
    void begin();
    void imageReady(const Result<FunctionImage> &image);
    void createContainer();
    void containerCreated(const Result<QString> &id);
    void attach(const QByteArray &frames);
    void startContainer();
    void containerStarted(const Result<DockerResponse> &answer);
    void frameReceived(quint8 type, const QByteArray &payload);
    void runHandler();
    void streamClosed(const Result<void> &result);
    void lost();
    void timeIsUp();
    void releaseStart();
    void finish(StepOutcome outcome);
    void finishWith(const Error &error, bool mayRetry = true);
    std::chrono::milliseconds remaining() const;

    const std::shared_ptr<const FunctionPlan> m_plan;
    FunctionHosts *m_hosts;
    const StepInput m_input;
    QPointer<FunctionHost> m_host;
    FunctionImage m_image;
    QString m_container; // its id, from creation until it is known to remove itself
    QString m_containerName;
    ShimReader m_reader;
    HandlerOutput m_output;
    std::unique_ptr<DockerStream> m_stream;
    std::unique_ptr<DockerRequest> m_start;
    std::unique_ptr<ContainerFate> m_fate;
    QDeadlineTimer m_deadline;
    QTimer m_limit; // until the shim watches the time, and in case that it does not
    QElapsedTimer m_since;
    qint64 m_coldStartMs = -1;
    bool m_imageForgotten = false;
    bool m_holdsStart = false;
    bool m_running = false;
    bool m_cancelled = false;
    bool m_finished = false;
};

} // namespace Saltern
