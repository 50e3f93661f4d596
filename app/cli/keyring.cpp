#include "app/cli/keyring.h"

#include "engine/control/enginecontrol.h"
#include "engine/runs/secretstore.h"

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
    if (m_asked.isEmpty())
        return;
    QEventLoop loop;
    connect(this, &Keyring::settled, &loop, &QEventLoop::quit);
    QTimer::singleShot(longestWait, &loop, &QEventLoop::quit);
    loop.exec();
}

void Keyring::follow(EngineControl &control)
{
    control.setSecretSource([this](const QList<QByteArray> &documents, std::function<void()> then) {
        fetchLater(documents, std::move(then));
    });
}

void Keyring::fetchLater(const QList<QByteArray> &documents, std::function<void()> then)
{
    for (const QByteArray &document : documents)
        fetch(document);
    if (m_asked.isEmpty()) {
        then();
        return;
    }
    auto *wait = new QTimer(this);
    wait->setSingleShot(true);
    connect(this, &Keyring::settled, wait, [wait] { wait->start(0); });
    connect(wait, &QTimer::timeout, this, [wait, then = std::move(then)] {
        wait->deleteLater();
        then();
    });
    wait->start(longestWait);
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
    auto *job = new QKeychain::ReadPasswordJob(QStringLiteral("saltern"), this);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [this, name, job] {
        if (job->error() == QKeychain::NoError)
            m_secrets.provide(name, job->textData());
        // Asked again the next time: somebody may add it.
        m_asked.removeOne(name);
        if (m_asked.isEmpty())
            Q_EMIT settled();
    });
    job->start();
}

} // namespace Saltern::Cli
