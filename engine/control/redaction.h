#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace Saltern {

class SecretStore;

/// The last thing that happens to what a control connection sends: every value that was handed out
/// as a secret becomes "***", wherever in the JSON it stands. Events carry what nodes put into
/// them, so masking settings, errors and logs alone would not do. Engine thread.
class Redaction
{
public:
    /// `secrets` outlives it.
    explicit Redaction(const SecretStore &secrets) : m_secrets(secrets) {}

    /// The same JSON text without secrets. Costs one search per secret when there is nothing to
    /// hide.
    QByteArray applied(const QByteArray &json);

private:
    bool mayHold(const QByteArray &json);

    const SecretStore &m_secrets;
    QByteArrayList m_written; // the secrets as they stand in JSON text
    qsizetype m_known = 0;
};

} // namespace Saltern
