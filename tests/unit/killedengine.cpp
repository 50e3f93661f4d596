#include "tests/unit/killedengine.h"

#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"

#include <QCoreApplication>
#include <QFile>
#include <QTimer>

#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace Saltern::Test {

LinesThatStay::LinesThatStay(const QString &path)
    : m_file(::open(
          QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
{
}

void LinesThatStay::add(const QByteArray &line) const
{
    const QByteArray whole = line + '\n';
    // One write: all of it is there or nothing, whenever the process is killed.
    if (::write(m_file, whole.constData(), static_cast<size_t>(whole.size())) != whole.size())
        std::abort();
}

int KilledEngine::run() const
{
    SystemClock clock;
    OwnActions actions(&clock);
    Services services;
    services.clock = &clock;
    services.ownActions = &actions;
    SecretStore secrets(QStringLiteral("/nonexistent"));
    Journal records({.path = journal});
    const auto content = records.open();
    if (!content)
        return 2;
    Scheduler scheduler(services, secrets, records, kinds.kinds());
    // Every event begins a run, and nothing else does.
    qint64 published = content->lastRun;
    scheduler.restore(*content);
    Bundle bundle;
    bundle.document = "killed";
    if (!scheduler.deploy(pipeline, bundle))
        return 2;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        for (int i = 0; i < 10 && published < count; ++i) {
            const qint64 number = ++published;
            scheduler.publish(event(number, clock.nowNs()));
        }
        if (published == count && scheduler.isIdle())
            QCoreApplication::quit();
    });
    timer.start(1);
    return QCoreApplication::exec();
}

} // namespace Saltern::Test
