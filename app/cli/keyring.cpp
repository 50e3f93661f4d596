#include "app/cli/keyring.h"

#include "engine/runs/engine.h"

#include <QEventLoop>
#include <QRegularExpression>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace Saltern::Cli {

namespace {

constexpr std::chrono::minutes longestWait{1};

} // namespace

bool mayHaveKeyring()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS");
}

QStringList secretNames(const QByteArray &document)
{
    static const QRegularExpression secret(QStringLiteral("\\bsecret\\.([A-Za-z0-9_]{1,128})"));
    QStringList names;
    auto found = secret.globalMatch(QString::fromUtf8(document));
    while (found.hasNext())
        names += found.next().captured(1);
    names.removeDuplicates();
    return names;
}

void Keyring::fetchNow(const QList<QByteArray> &documents)
{
    for (const QByteArray &document : documents)
        fetch(document);
    if (m_open == 0)
        return;
    QEventLoop loop;
    connect(this, &Keyring::settled, &loop, &QEventLoop::quit);
    QTimer::singleShot(longestWait, &loop, &QEventLoop::quit);
    loop.exec();
}

void Keyring::follow(Engine &engine)
{
    connect(&engine.scheduler(),
            &Scheduler::pipelineDeployed,
            this,
            [this, &engine](const QString &name) {
                fetch(engine.scheduler().deployed(name)->bundle().document);
            });
}

void Keyring::fetch(const QByteArray &document)
{
    if (!mayHaveKeyring())
        return;
    for (const QString &name : secretNames(document)) {
        if (!m_asked.contains(name) && !m_secrets.isSet(name))
            ask(name);
    }
}

void Keyring::ask(const QString &name)
{
    m_asked += name;
    ++m_open;
    auto *job = new QKeychain::ReadPasswordJob(QStringLiteral("saltern"), this);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [this, name, job] {
        if (job->error() == QKeychain::NoError)
            m_secrets.provide(name, job->textData());
        if (--m_open == 0)
            Q_EMIT settled();
    });
    job->start();
}

} // namespace Saltern::Cli
