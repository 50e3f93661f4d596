#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QString>
#include <QTimer>

class QQuickWindow;

namespace Saltern {

/// Writes one picture of a window to a file once the window has stood still for a moment: a short
/// pause after the last frame that it drew, at most a few seconds. When it has to show how a demo
/// ended, that is waited for first.
class Screenshot : public QObject
{
    Q_OBJECT
public:
    Screenshot(QQuickWindow *window, QString file, QObject *parent = nullptr);

    /// Longer than any demo takes, simulated ones included, which are shown event by event.
    static constexpr std::chrono::minutes longestDemo{10};

    void start();
    /// Not before the demo has ended that plays or is about to.
    void startAfterDemo(std::chrono::milliseconds atMost = longestDemo);

Q_SIGNALS:
    /// Exactly once; why there is no picture.
    void finished(const Saltern::Result<void> &result);

private:
    void take();

    QQuickWindow *m_window;
    QString m_file;
    QTimer m_quiet;
    QTimer m_deadline;
    QTimer m_demoDeadline;
};

} // namespace Saltern
