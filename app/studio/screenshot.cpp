#include "app/studio/screenshot.h"

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
    connect(&m_quiet, &QTimer::timeout, this, &Screenshot::take);
    connect(&m_deadline, &QTimer::timeout, this, &Screenshot::take);
}

void Screenshot::start()
{
    connect(m_window, &QQuickWindow::frameSwapped, &m_quiet, qOverload<>(&QTimer::start));
    m_quiet.start();
    m_deadline.start();
}

void Screenshot::take()
{
    m_quiet.stop();
    m_deadline.stop();
    disconnect(m_window, nullptr, &m_quiet, nullptr);
    Q_EMIT finished(m_window->grabWindow().save(m_file));
}

} // namespace Saltern
