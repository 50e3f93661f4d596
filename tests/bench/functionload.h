#pragma once

#include "engine/runs/behaviour.h"

namespace Saltern {

class DockerClient;
class DockerRequest;
class DockerStream;

/// `docker exec` over the API as a step: create, start, event in, output out, end. What a kept
/// container costs without a shim.
class BareExec : public Step
{
    Q_OBJECT
public:
    BareExec(DockerClient *client, const QString &container, const QByteArray &event);
    ~BareExec() override;

    void start() override;
    void cancel() override {}

private:
    void run(const QString &exec);
    void finish(const Result<void> &result);

    DockerClient *m_client;
    QString m_container;
    QByteArray m_event;
    std::unique_ptr<DockerRequest> m_create;
    std::unique_ptr<DockerStream> m_stream;
};

/// How many steps, run some at a time, took how long.
struct Load
{
    double p50 = 0; // milliseconds
    double p99 = 0;
    double perSecond = 0;
    double cpuMicroseconds = 0; // of this process, for each

    static Load run(const std::function<std::unique_ptr<Step>()> &make, int count, int concurrency);
};

} // namespace Saltern
