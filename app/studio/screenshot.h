#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

class QQuickWindow;

namespace Saltern {

/// Writes one picture of a window to a file once the window has stood still for a moment: a short
/// pause after the last frame that it drew, at most a few seconds.
class Screenshot : public QObject
{
    Q_OBJECT
public:
    Screenshot(QQuickWindow *window, QString file, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    /// Exactly once; whether the file could be written.
    void finished(bool written);

private:
    void take();

    QQuickWindow *m_window;
    QString m_file;
    QTimer m_quiet;
    QTimer m_deadline;
};

} // namespace Saltern
