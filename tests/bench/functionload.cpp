#include "tests/bench/functionload.h"

#include "engine/docker/dockerclient.h"
#include "engine/functions/latencies.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>

#include <ctime>

namespace Saltern {

BareExec::BareExec(DockerClient *client, const QString &container, const QByteArray &event)
    : m_client(client), m_container(container), m_event(event)
{
}

BareExec::~BareExec() = default;

void BareExec::start()
{
    m_create = m_client->request("POST", QStringLiteral("/containers/%1/exec").arg(m_container));
    m_create->setJson(
        {{QStringLiteral("AttachStdin"), true},
         {QStringLiteral("AttachStdout"), true},
         {QStringLiteral("Cmd"),
          QJsonArray{QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("head -n 1")}}});
    connect(m_create.get(),
            &DockerRequest::finished,
            this,
            [this](const Result<DockerResponse> &answer) {
                if (!answer)
                    return finish(fail(answer.error()));
                run(answer->object().value(QLatin1StringView("Id")).toString());
            });
    m_create->start();
}

void BareExec::run(const QString &exec)
{
    m_stream = m_client->stream(QStringLiteral("/exec/%1/start").arg(exec));
    m_stream->setJson({{QStringLiteral("Detach"), false}, {QStringLiteral("Tty"), false}});
    connect(m_stream.get(), &DockerStream::closed, this, &BareExec::finish);
    m_stream->start();
    m_stream->write(m_event + '\n');
}

void BareExec::finish(const Result<void> &result)
{
    Q_EMIT finished(result ? StepOutcome() : StepOutcome::failed(result.error()));
}

Load Load::run(const std::function<std::unique_ptr<Step>()> &make, int count, int concurrency)
{
    QEventLoop loop;
    QElapsedTimer clock;
    clock.start();
    const std::clock_t cpu = std::clock();
    Latencies latencies(static_cast<std::size_t>(count));
    int left = count;
    int running = 0;
    std::unique_ptr<Step> last; // it is still telling us when it is over
    std::function<void()> begin = [&] {
        --left;
        ++running;
        Step *const step = make().release();
        const qint64 begun = clock.nsecsElapsed();
        QObject::connect(step, &Step::finished, &loop, [&, step, begun](const StepOutcome &end) {
            if (end.error)
                qFatal("%s", qPrintable(end.error->toString()));
            latencies.add(static_cast<double>(clock.nsecsElapsed() - begun) / 1e6);
            last.reset(step);
            --running;
            if (left > 0)
                begin();
            else if (running == 0)
                loop.quit();
        });
        step->start();
    };
    for (int i = 0; i < concurrency && left > 0; ++i)
        begin();
    loop.exec();
    const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    const double cpuSeconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    return {latencies.percentile(0.5),
            latencies.percentile(0.99),
            count / seconds,
            cpuSeconds * 1e6 / count};
}

} // namespace Saltern
