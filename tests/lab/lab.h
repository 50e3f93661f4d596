#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace Saltern::Lab {

/// A throwaway Docker engine as a test sees it. Written by tests/lab/lab.
struct Engine
{
    QString name;
    QString endpoint;  // "unix:///…/docker.sock"
    QString tcp;       // "tcp://127.0.0.1:…"; speaks TLS when there is a tlsFolder
    QString tlsFolder; // ca.pem, cert.pem and key.pem of a client, ca-key.pem to make bad ones
    qint64 pid = 0;    // of dockerd; 0 while it is down
    QString dataRoot;
};

/// The engines that tests share ("lab up"); not to be killed or paused. Empty without a lab.
QList<Engine> engines();

/// Whether there are shared engines; every integration test begins with
/// `QVERIFY2(Lab::available(), Lab::howToStart());`.
bool available();
const char *howToStart();

/// The unix endpoint of a shared engine, by its number from 0.
QString endpoint(int number = 0);

/// The tar file with the files of a test image ("busybox", "registry"...), for an engine that is
/// not the lab's; made when it is not there yet, which needs root. Empty when it cannot be made.
QString imageFile(const QString &name);

/// The first shared engine that speaks TLS.
std::optional<Engine> tlsEngine();

/// An engine of a test's own, to be killed, paused and started again; removed with the object.
/// Every call runs the event loop until the lab has done it and fails the test when it cannot.
class PrivateEngine
{
    Q_DISABLE_COPY_MOVE(PrivateEngine)
public:
    struct Options
    {
        bool tls = false;
        QString images = QStringLiteral("busybox"); // "busybox debian python node registry cobol"
    };

    /// `name`: lower-case letters, digits and "-", of this test alone. Does not start it.
    explicit PrivateEngine(const QString &name);
    PrivateEngine(const QString &name, const Options &options);
    ~PrivateEngine();

    /// Starts it, or brings it back after kill() or stop(): same endpoint, port, identity and data.
    bool start();
    bool stop();   // SIGTERM, as "systemctl stop docker": containers end first
    bool kill();   // SIGKILL to dockerd alone: containers live on until the next start()
    bool pause();  // SIGSTOP: it accepts connections and never answers
    bool resume(); // SIGCONT

    const Engine &engine() const { return m_engine; }
    QString endpoint() const { return m_engine.endpoint; }

private:
    bool signal(const QString &name);
    bool waitForEnd();

    Options m_options;
    Engine m_engine;
};

} // namespace Saltern::Lab
