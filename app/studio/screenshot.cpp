#include "app/studio/screenshot.h"

#include "app/studio/engineclient/demoplayer.h"
#include "engine/base/duration.h"

#include <QImage>
#include <QQuickWindow>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto quietFor = 350ms;
constexpr auto atMost = 4s;

} // namespace

Screenshot::Screenshot(QQuickWindow *window, QString file, QObject *parent)
    : QObject(parent), m_window(window), m_file(std::move(file))
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietFor);
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(atMost);
    m_demoDeadline.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, &Screenshot::take);
    connect(&m_deadline, &QTimer::timeout, this, &Screenshot::take);
}

void Screenshot::start()
{
    connect(m_window, &QQuickWindow::frameSwapped, &m_quiet, qOverload<>(&QTimer::start));
    m_quiet.start();
    m_deadline.start();
}

void Screenshot::startAfterDemo(std::chrono::milliseconds atMost)
{
    const DemoPlayer *player = &DemoPlayer::instance();
    connect(player, &DemoPlayer::finished, this, [this, player] {
        player->disconnect(this);
        m_demoDeadline.stop();
        start();
    });
    connect(&m_demoDeadline, &QTimer::timeout, this, [this, player, atMost] {
        player->disconnect(this);
        Q_EMIT finished(fail(ErrorKind::Timeout,
                             tr("The demo had not ended after %1.").arg(formatDuration(atMost)),
                             tr("Look whether it plays with 'saltern demo'.")));
    });
    m_demoDeadline.start(atMost);
}

void Screenshot::take()
{
    m_quiet.stop();
    m_deadline.stop();
    disconnect(m_window, nullptr, &m_quiet, nullptr);
    if (m_window->grabWindow().save(m_file))
        Q_EMIT finished({});
    else
        Q_EMIT finished(fail(ErrorKind::Failed,
                             tr("The picture cannot be written to %1.").arg(m_file),
                             tr("Look whether the folder is there, and the name ends in .png.")));
}

} // namespace Saltern
