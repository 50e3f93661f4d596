#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace Saltern {

/// The engine that the studio starts beside itself when none runs. It is detached: pipelines go on
/// when the window crashes. While it is wanted and not there it is started again, after pauses that
/// grow from half a second to 30 s. GUI thread; nothing blocks.
class EngineProcess : public QObject
{
    Q_OBJECT
public:
    /// What it says goes to `logFile`, which is made new with every start.
    EngineProcess(QString program, QStringList arguments, QString logFile, QObject *parent);

    /// As long as it is wanted, it is looked at and started when it is gone.
    void setWanted(bool wanted);
    /// It answered: the next start, if there must be one, comes soon again.
    void reached();
    bool isRunning() const;
    qint64 pid() const { return m_pid; }
    /// Asks the process that was started here to end in order.
    void terminate();

    /// Why it does not stay: the last line that it said, or why it could not be started.
    const QString &error() const { return m_error; }

Q_SIGNALS:
    void errorChanged();

private:
    void look();
    void startNow();

    const QString m_program;
    const QStringList m_arguments;
    const QString m_logFile;
    QTimer m_look;
    QTimer m_pauseTimer;
    std::chrono::milliseconds m_pause{0};
    qint64 m_pid = 0;
    QString m_error;
};

} // namespace Saltern
