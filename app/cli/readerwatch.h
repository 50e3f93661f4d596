#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace Saltern::Cli {

/// Notices that nobody is left who could read standard output (`saltern run | head`), also while
/// nothing is printed. Files and terminals never lose their reader.
class ReaderWatch : public QObject
{
    Q_OBJECT
public:
    explicit ReaderWatch(QObject *parent = nullptr);

Q_SIGNALS:
    /// Once.
    void gone();

private:
    QSocketNotifier m_notifier;
};

} // namespace Saltern::Cli
