#pragma once

#include <QProcess>

namespace Saltern {

/// One ssh program. It ends with this object, and with this process however that ends: the kernel
/// ends it when the thread that started it is gone, so it is started on the application's thread.
class SshProcess : public QProcess
{
    Q_OBJECT
public:
    explicit SshProcess(QObject *parent = nullptr);

    /// A killed process is gone at once; nothing blocks. Not from its own signals.
    ~SshProcess() override;

    /// With a descriptor, that is its standard input and output; it is not closed here.
    void run(const QStringList &arguments, int descriptor = -1);

    /// The last few KiB of its standard error so far.
    const QByteArray &said() const { return m_said; }

private:
    void listen();

    QByteArray m_said;
};

} // namespace Saltern
