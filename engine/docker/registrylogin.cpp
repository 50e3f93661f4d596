#include "engine/docker/registrylogin.h"

#include <QFile>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// A desktop keyring may ask its user first.
constexpr auto helperPatience = 60s;
constexpr qint64 largestConfig = 1024 * 1024;

} // namespace

RegistryLogin::RegistryLogin(const QString &registry, const QString &configFolder)
    : m_registry(registry), m_configFile(configFolder + QStringLiteral("/config.json"))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(fail(ErrorKind::Timeout,
                    QStringLiteral("docker-credential-%1 did not answer within a minute.")
                        .arg(m_source.helper),
                    QStringLiteral("Check that it needs nobody at a keyboard, or run docker login "
                                   "without a credsStore.")));
    });
}

RegistryLogin::~RegistryLogin()
{
    if (m_program)
        m_program->disconnect(this);
}

void RegistryLogin::start()
{
    QMetaObject::invokeMethod(this, &RegistryLogin::read, Qt::QueuedConnection);
}

void RegistryLogin::read()
{
    QFile file(m_configFile);
    if (!file.exists()) {
        finish(RegistryCredentials{});
        return;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        finish(fail(ErrorKind::PermissionDenied,
                    QStringLiteral("Docker's configuration %1 cannot be read.").arg(m_configFile),
                    QStringLiteral("Give it to the account that runs the engine."),
                    file.errorString()));
        return;
    }
    const auto source = findCredentials(file.read(largestConfig), m_configFile, m_registry);
    if (!source) {
        finish(fail(source.error()));
        return;
    }
    m_source = *source;
    if (m_source.helper.isEmpty())
        finish(m_source.credentials);
    else
        ask();
}

void RegistryLogin::ask()
{
    m_program = std::make_unique<QProcess>();
    connect(m_program.get(), &QProcess::finished, this, &RegistryLogin::answered);
    connect(m_program.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(fail(ErrorKind::NotFound,
                        QStringLiteral("The program docker-credential-%1, which %2 names, cannot "
                                       "be started.")
                            .arg(m_source.helper, m_configFile),
                        QStringLiteral("Install it, or remove it from that file and run docker "
                                       "login %1.")
                            .arg(m_registry)));
    });
    m_deadline.start(helperPatience);
    m_program->start(QStringLiteral("docker-credential-") + m_source.helper,
                     {QStringLiteral("get")});
    m_program->write(credentialServer(m_registry).toUtf8() + '\n');
    m_program->closeWriteChannel();
}

void RegistryLogin::answered()
{
    const QByteArray output = m_program->readAllStandardOutput();
    if (m_program->exitStatus() == QProcess::NormalExit && m_program->exitCode() == 0) {
        finish(credentialsFromHelper(output, m_source.helper, m_registry));
        return;
    }
    // What it does not know may be in the file all the same, or nobody has logged in.
    if (output.contains("credentials not found")) {
        finish(m_source.credentials);
        return;
    }
    finish(fail(
        ErrorKind::Failed,
        QStringLiteral("docker-credential-%1 could not say who logs in at %2.")
            .arg(m_source.helper, m_registry),
        QStringLiteral("Run docker login %1 as the account that runs the engine.").arg(m_registry),
        QStringLiteral("exit code %1").arg(m_program->exitCode())));
}

void RegistryLogin::finish(const Result<RegistryCredentials> &result)
{
    m_deadline.stop();
    if (m_program) {
        m_program->disconnect(this);
        m_program->kill();
        m_program.release()->deleteLater(); // this may be its own signal
    }
    Q_EMIT finished(result);
}

} // namespace Saltern
