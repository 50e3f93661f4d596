#pragma once

#include <QObject>

class QSocketNotifier;

namespace Saltern::Cli {

/// Turns Ctrl+C and SIGTERM into a signal of the event loop. After the first one the default is
/// restored: a second Ctrl+C ends the program at once. One object at a time.
class Interrupt : public QObject
{
    Q_OBJECT
public:
    explicit Interrupt(QObject *parent = nullptr);
    ~Interrupt() override;

Q_SIGNALS:
    void requested();

private:
    int m_readEnd = -1;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace Saltern::Cli
