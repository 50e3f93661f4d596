#pragma once

#include <QObject>
#include <QStringList>

#include <functional>

namespace Saltern {
class EngineControl;
class SecretStore;
} // namespace Saltern

namespace Saltern::Cli {

/// Secrets from the desktop's keyring (Secret Service, KWallet): service "saltern", the secret's
/// name as the user. Asked only for names that pipelines mention and that have neither a variable
/// nor a file. Where there is no keyring, nothing is found and nobody is told.
class Keyring : public QObject
{
    Q_OBJECT
public:
    explicit Keyring(SecretStore &secrets) : m_secrets(secrets) {}

    /// Looks for what these documents mention, and waits: a keyring may ask its owner for the
    /// password first, but not for longer than a minute. Before the engine runs.
    void fetchNow(const QList<QByteArray> &documents);

    /// The same for every pipeline that is deployed from now on: the engine goes on meanwhile.
    void follow(EngineControl &control);

Q_SIGNALS:
    /// Everything that was asked for has been answered.
    void settled();

private:
    void fetchLater(const QList<QByteArray> &documents, std::function<void()> then);
    void fetch(const QByteArray &document);
    void ask(const QString &name);

    SecretStore &m_secrets;
    QStringList m_asked; // and not yet answered
};

/// Whether there is a session in which a keyring could answer.
bool mayHaveKeyring();

/// The names behind `secret.` in a document.
QStringList secretNames(const QByteArray &document);

} // namespace Saltern::Cli
